"""Voicemail and post: logged, found whose it is, and read where it belongs by whoever may."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from holdfast.correspondence import incoming_actions
from holdfast.correspondence.documents import LARGEST, check
from holdfast.correspondence.models import Document, Incoming
from holdfast.events.models import AccessEntry, Event
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.models import Box
from holdfast.people.sealing import SealBroken
from holdfast.support_line import actions
from holdfast.support_line.models import Call
from holdfast.support_line.told import told_in
from tests.builders import accept, browser_of, page, put_on_duty, send_request
from tests.correspondence import nasty_files as made
from tests.support_line.conftest import CANARY

LETTER = b"Dear hub, heron-canary-letter"


def sent(name="letter.txt", content=LETTER, **typed):
    return {"kind": "letter", "document": SimpleUploadedFile(name, content, content_type="application/pdf"), **typed}


@pytest.fixture
def letter(tidewater):
    """A letter that Ada has logged, with its scan."""
    browser_of(tidewater.ada).post(page("support_line:log_post"), sent(sender="Dr Hal Fictional", note=CANARY))
    with hub_scope(tidewater.hub):
        return Incoming.objects.select_related("box").get()


@pytest.fixture
def hazel(tidewater, now):
    """Nell's own."""
    referral = send_request(tidewater, now=now - timedelta(hours=30), name="Hazel Pretend")
    accept(tidewater, referral, owner=tidewater.nell, now=now - timedelta(hours=20))
    return referral


def stored_post(team):
    with hub_scope(team.hub):
        return Incoming.objects.select_related("box", "person").get()


def the_document(team):
    with hub_scope(team.hub):
        return Document.objects.get()


def without_tokens(body):
    """A page less the marks that make every form's its own."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", body)


def match(member, letter, referral):
    return browser_of(member).post(page("support_line:match_post", letter.pk), {"referral": str(referral.pk)})


def test_a_letter_is_logged_sealed_with_its_scan(tidewater, letter, now):
    document = the_document(tidewater)
    body = browser_of(tidewater.sol).get(page("support_line:one", letter.pk)).content.decode()

    assert (letter.kind, letter.status, letter.received_at) == ("letter", "waiting", now)
    assert CANARY in body
    assert "letter.txt" in body
    assert (document.media_type, document.size) == ("text/plain", len(LETTER))
    assert LETTER not in bytes(document.content_sealed)
    assert CANARY.encode() not in bytes(letter.told_sealed)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose what came in"),
        ({"kind": "parcel"}, "Choose what came in"),
        ({"kind": "letter"}, "Write what it says, or add the letter"),
        ({"kind": "letter", "note": "x" * 1_000_000}, "Use 4000 letters or fewer here"),
        ({"kind": "letter", "note": "a \x00"}, "Take out the characters that cannot be shown"),
        (
            {"kind": "letter", "note": "x", "received_at_0": "2026-10-15", "received_at_1": "9:00"},
            "time that has passed",
        ),
        ({"kind": "letter", "note": "x", "received_at_0": "1926-10-15", "received_at_1": "9:00"}, "the last year"),
        ({"kind": "voicemail", "note": "x", "is_call_back": "on"}, "Enter a phone number, like 07700 900123"),
        (sent("letter.pdf", made.zipped()), "This is a zip file"),
        (sent("letter.pdf", made.XML_BOMB), "This file is not what its name says"),
        (sent("scan.png", made.png_bomb(8000, 8000)), "too many dots"),
        (sent("letter.pdf", b""), "This file is empty"),
        (sent("letter.txt", b"x" * (LARGEST + 1)), "This file is larger than 10 MB"),
        (sent(kind="parcel"), "Choose the file again: it was not kept"),
    ],
)
def test_what_cannot_be_logged_is_a_sentence_and_what_was_typed_stays(tidewater, typed, sentence):
    answer = browser_of(tidewater.ada).post(page("support_line:log_post"), {"sender": CANARY, **typed})

    body = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in body
    assert CANARY in body
    with hub_scope(tidewater.hub):
        assert (Incoming.objects.count(), Document.objects.count(), Box.objects.count()) == (0, 0, 0)


def test_a_file_name_with_a_path_keeps_its_last_part(tidewater):
    content = b'--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\nletter\r\n--b\r\n'
    content += (
        b'Content-Disposition: form-data; name="document"; filename="../../etc/le\x01tter.txt"\r\n\r\nHello\r\n--b--'
    )
    browser_of(tidewater.ada).generic(
        "POST", page("support_line:log_post"), content, content_type="multipart/form-data; boundary=b"
    )
    with hub_scope(tidewater.hub):
        document = Document.objects.select_related("incoming__box", "incoming__person").get()
        assert incoming_actions.name_in(document) == "letter.txt"


def test_a_voicemail_that_asks_for_it_is_promised_a_call_back(tidewater, now):
    typed = {"kind": "voicemail", "note": "Please ring", "sender": "Tansy", "number": "07700 900123"}
    at = {"call_back_by_0": "2026-10-14", "call_back_by_1": "16:00", "is_call_back": "on"}
    browser_of(tidewater.sol).post(page("support_line:log_post"), {**typed, **at})

    with hub_scope(tidewater.hub):
        call = Call.objects.select_related("box", "person").get()
        assert (call.kind, call.status) == ("voicemail", "promised")
        assert told_in(call)["words"] == "Please ring"
    assert "by 4pm today" in browser_of(tidewater.sol).get(page("support_line:calls")).content.decode()


def test_it_is_put_with_a_record_by_name_or_reference_and_sealed_anew(tidewater, letter, hazel):
    for text in ("hazel", hazel.reference):
        found = browser_of(tidewater.nell).get(page("support_line:one", letter.pk) + f"?q={text}").content.decode()
        assert "Hazel Pretend" in found

    answer = match(tidewater.nell, letter, hazel)

    kept = stored_post(tidewater)
    assert answer["Location"] == page("support_line:of_record", hazel.pk)
    assert (kept.status, kept.person_id, kept.box_id, kept.settled_by_id) == (
        "matched", hazel.person_id, None, tidewater.nell.pk,
    )  # fmt: skip
    with hub_scope(tidewater.hub):
        document = Document.objects.select_related("incoming__person", "incoming__box").get()
        assert incoming_actions.content_of(document) == LETTER
        assert [box.wrapped_key for box in Box.objects.all()] == [None]
        events = Event.objects.filter(kind="post.match", person_id=hazel.person_id)
        assert [(event.by_id, event.codes["documents"]) for event in events] == [(tidewater.nell.pk, 1)]
    shown = browser_of(tidewater.nell).get(page("support_line:of_record", hazel.pk)).content.decode()
    timeline = browser_of(tidewater.nell).get(page("caseload:person", hazel.pk)).content.decode()
    assert CANARY in shown
    assert "letter.txt" in shown
    assert "A letter came in, with a file" in timeline


def test_somebody_elses_record_is_not_found_and_a_lead_is_next_to_see_the_post(tidewater, letter, hazel):
    sol = browser_of(tidewater.sol)
    found = sol.get(page("support_line:one", letter.pk) + "?q=Hazel").content.decode()
    nobody = sol.get(page("support_line:one", letter.pk) + "?q=Nobodysby").content.decode()
    refused = match(tidewater.sol, letter, hazel)
    handed = sol.post(page("support_line:hand_on", letter.pk))

    assert "No record that is open to you fits this" in found
    assert without_tokens(found).replace("Hazel", "") == without_tokens(nobody).replace("Nobodysby", "")
    assert "Pretend" not in found
    assert refused.status_code == 404
    assert handed.status_code == 302
    assert sol.get(page("support_line:one", letter.pk)).status_code == 404
    assert "Dr Hal Fictional" not in sol.get(page("support_line:post")).content.decode()
    assert "Dr Hal Fictional" in browser_of(tidewater.ines).get(page("support_line:post")).content.decode()
    assert match(tidewater.ines, letter, hazel).status_code == 302


def test_nobody_who_must_not_see_a_record_can_put_post_with_it_or_read_it(tidewater, letter, now):
    otto = send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Nell Sampleton",))
    found = browser_of(tidewater.nell).get(page("support_line:one", letter.pk) + "?q=Otto").content.decode()

    assert "Exampleton" not in found
    assert match(tidewater.nell, letter, otto).status_code == 404
    match(tidewater.ines, letter, otto)
    document = the_document(tidewater)
    for address in (page("support_line:document", document.pk), page("support_line:of_record", otto.pk)):
        answer = browser_of(tidewater.nell).get(address)
        assert answer.status_code == 404
        assert b"heron" not in answer.content
    with hub_scope(tidewater.hub):
        refused = AccessEntry.objects.filter(action="refused", what="support_line:document")
        assert [(row.by_id, row.persons) for row in refused] == [(tidewater.nell.pk, [otto.person_id])]


def test_the_document_is_served_to_whoever_may_and_to_nobody_else(tidewater, saltpan, letter, hazel, now):
    address = page("support_line:document", the_document(tidewater).pk)
    before = {key: browser_of(member).get(address).status_code for key, member in everybody(tidewater, saltpan)}
    match(tidewater.nell, letter, hazel)
    after = {key: browser_of(member).get(address) for key, member in everybody(tidewater, saltpan)}

    assert before == {"nell": 200, "wren": 200, "ines": 200, "ada": 200, "sol": 200, "max": 404, "stranger": 404}
    assert {key: answer.status_code for key, answer in after.items()} == {
        "nell": 200, "wren": 404, "ines": 200, "ada": 404, "sol": 404, "max": 404, "stranger": 404,
    }  # fmt: skip
    assert [key for key, answer in after.items() if b"heron" in answer.content] == ["nell", "ines"]
    with hub_scope(tidewater.hub):
        rows = AccessEntry.objects.filter(action="read", what="support_line:document", persons=[hazel.person_id])
        assert [(row.by_id, row.why) for row in rows.order_by("pk")] == [
            (tidewater.nell.pk, "owner"),
            (tidewater.ines.pk, "lead"),
        ]


def everybody(team, other):
    return [(key, getattr(team, key)) for key in ("nell", "wren", "ines", "ada", "sol", "max")] + [
        ("stranger", other.ines)
    ]


@pytest.mark.parametrize(
    ("name", "content", "media_type", "disposition"),
    [
        ("Tansy.pdf", made.PDF, "application/pdf", 'attachment; filename="document.pdf"'),
        ("Tansy.png", made.picture("PNG"), "image/png", 'inline; filename="document.png"'),
        ("Tansy.jpg", made.picture("JPEG"), "image/jpeg", 'inline; filename="document.jpg"'),
        ("Tansy.txt", LETTER, "text/plain; charset=utf-8", 'inline; filename="document.txt"'),
    ],
)
def test_a_document_runs_nothing_is_kept_nowhere_and_its_headers_name_nobody(
    tidewater, name, content, media_type, disposition
):
    browser_of(tidewater.ada).post(page("support_line:log_post"), sent(name, content))

    answer = browser_of(tidewater.ada).get(page("support_line:document", the_document(tidewater).pk))

    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"] == disposition
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Tansy" not in str(answer.headers)


def test_an_administrator_sees_that_post_came_and_not_what_it_says(tidewater, letter, hazel):
    match(tidewater.nell, letter, hazel)

    body = browser_of(tidewater.ada).get(page("support_line:of_record", hazel.pk)).content.decode()

    assert "Letter" in body
    assert "With a file, which those who read clinical words can open." in body
    assert CANARY not in body
    assert "letter.txt" not in body


def test_what_was_settled_by_a_colleague_is_a_sentence(tidewater, letter, hazel, now):
    match(tidewater.nell, letter, hazel)

    assert browser_of(tidewater.sol).post(page("support_line:set_aside", letter.pk)).status_code == 404
    with hub_scope(tidewater.hub):
        for move in (incoming_actions.hand_on, incoming_actions.set_aside):
            with pytest.raises(MoveNotAllowed):
                move(letter, by=tidewater.sol, now=now)
        with pytest.raises(MoveNotAllowed):
            incoming_actions.match(letter, hazel.person, by=tidewater.nell, now=now)


def test_a_sealed_file_moved_to_another_row_does_not_open(tidewater, letter, now):
    with hub_scope(tidewater.hub):
        incoming = Incoming.objects.select_related("box", "person").get()
        other = incoming_actions.add_document(incoming, check("other.txt", b"Other words", size=11))
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE correspondence_document SET content_sealed = %s WHERE id = %s",
                [other.content_sealed, the_document_pk := Document.objects.exclude(pk=other.pk).get().pk],
            )
        moved = Document.objects.select_related("incoming__box", "incoming__person").get(pk=the_document_pk)
        with pytest.raises(SealBroken):
            incoming_actions.content_of(moved)


def test_post_of_nobody_is_forgotten_with_its_documents_after_a_year(tidewater, letter, now):
    browser_of(tidewater.sol).post(page("support_line:set_aside", letter.pk))
    document = the_document(tidewater)

    with hub_scope(tidewater.hub):
        assert actions.forget_old(tidewater.hub, now=now + timedelta(days=364)) == 0
        assert actions.forget_old(tidewater.hub, now=now + timedelta(days=366)) == 1
        assert Box.objects.get().wrapped_key is None
        assert Document.objects.get().content_sealed is None
        assert Incoming.objects.get().told_sealed is None
    assert browser_of(tidewater.ines).get(page("support_line:document", document.pk)).status_code == 404


def test_the_list_takes_the_same_statements_however_long_it_is(tidewater, letter, now, django_assert_num_queries):
    with hub_scope(tidewater.hub):
        put_on_duty(tidewater.sol, now)
        for number in range(60):
            at = now - timedelta(minutes=number)
            facts = {"told": {"note": "x"}, "documents": [], "received_at": at, "by": tidewater.ada, "now": now}
            incoming_actions.log_incoming(tidewater.hub, kind="email", **facts)
    browser = browser_of(tidewater.sol)
    browser.get(page("support_line:post"))
    # session, account, membership, begin, scope, duty, the list, the access log's row, two counts, scope, commit
    with django_assert_num_queries(12):
        first = browser.get(page("support_line:post")).content.decode()
    after = re.search(r'href="(\?after=[^"]+)"', first)[1]
    second = browser.get(page("support_line:post") + after).content.decode()

    assert (first.count("Find whose it is<"), second.count("Find whose it is<")) == (50, 11)
    for broken in ("?after=x", "?after=2026-10-14~x", "?after=9999-12-31T23:59:59%2B00:00~" + str(letter.pk)):
        assert browser.get(page("support_line:post") + broken).status_code == 200
