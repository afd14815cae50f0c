"""Referring somebody, and what the referrer sees of it afterwards: that it was received, and what was approved."""

import re
from datetime import date, timedelta

import pytest

from holdfast.agreements import actions as agreements
from holdfast.agreements.models import Statement
from holdfast.alerts.models import Alert
from holdfast.events.models import AccessEntry, Event
from holdfast.hubs.scope import hub_scope
from holdfast.people.access import kept_from
from holdfast.people.identity import channels_of, name_of, reveal
from holdfast.people.models import Person
from holdfast.referrals.models import Referral
from tests.builders import accept, browser_of, page, send_request
from tests.partners.conftest import ABOUT, CANARY, Referrer, words

LIST = 5  # the visit, the referrals, the statements, those about work, the row of the access log
BEYOND_THE_LIST = 5  # the terms, begin, open the scope, close the scope, commit
CONTACTED = {"contacted": date(2026, 10, 14)}


def reference_on(response):
    return "".join(re.search(r"hf-reference__number[^>]*>([^<]+)<", words(response))[1].split())


def only(team):
    with hub_scope(team.hub):
        return Referral.objects.select_related("person").get()


def approve(team, referral, partner, now, kind="contacted"):
    """The person agrees that this referrer is told, and approves one statement."""
    with hub_scope(team.hub):
        agreements.give(
            referral.person, partner=partner, purpose="referrer", kinds=["contacted", "accepted"], how="own_pages",
            now=now,
        )  # fmt: skip
        return agreements.approve(
            referral.person, partner=partner, referral_id=referral.pk, kind=kind, true={kind: CONTACTED["contacted"]},
            now=now,
        )  # fmt: skip


def test_a_referral_is_kept_sealed_with_who_sent_it_and_how_the_person_agreed(tidewater, saltpan, olive, now):
    response = olive.refer(people={"people": "Wren Dummerly"})
    kept = only(tidewater)

    assert reference_on(response) == kept.reference
    assert (kept.route, kept.method, kept.safe_now) == ("oh", "web", "not_asked")
    assert (kept.contact_why, kept.partner_id) == (["safe_not_asked"], olive.partner().pk)
    with hub_scope(tidewater.hub):
        assert (name_of(kept.person), reveal(kept.person, "story", kept.story_sealed)) == ("Tansy Madeup", CANARY)
        assert channels_of(kept.person)["call"] == "+447700900123"
        assert kept_from(tidewater.wren).filter(person=kept.person).exists()
        assert list(Alert.objects.all()) == []
        agreed = Event.objects.get(kind="referral.agreed")
        assert (agreed.codes, agreed.by) == ({"how": "in_person", "on": "2026-10-12"}, None)
        written = AccessEntry.objects.get(what="front_door:send")
        assert (written.actor, written.action, written.persons) == ("partner", "write", [kept.person_id])
    with hub_scope(saltpan.hub):
        assert Referral.objects.count() == 0


def test_worry_raises_an_alert_with_the_referral_and_shows_the_referrer_help_first(tidewater, olive, now):
    olive.say(story={"story": ""})
    response = olive.post("question", "worry", worried="yes")
    help_now = words(olive.get("now"))
    sent = words(olive.browser.post(page("partners:send", "tidewater"), follow=True))

    assert response.url == page("partners:now", "tidewater")
    assert "We can get in touch with them by 3:22pm" in help_now
    assert "Call 111" in help_now
    assert "By 3:22pm" in sent
    kept = only(tidewater)
    assert (kept.contact_when, kept.contact_why) == ("today", ["open_alert"])
    with hub_scope(tidewater.hub):
        alert = Alert.objects.get()
        assert (alert.reasons, alert.urgency, alert.subject_id) == (["referrer.worried"], "immediate", kept.pk)
    listed = words(browser_of(tidewater.nell).get(page("alerts:list")))
    assert "Whoever referred them; nobody has asked them yet" in listed


def test_sent_twice_it_is_one_referral_one_alert_and_the_same_number(tidewater, olive):
    olive.say(worry={"worried": "yes"})
    draft = olive.browser.cookies["hf_about_tidewater"].value
    first = olive.browser.post(page("partners:send", "tidewater"), follow=True)
    olive.browser.cookies["hf_about_tidewater"] = draft
    second = olive.browser.post(page("partners:send", "tidewater"), follow=True)

    assert reference_on(first) == reference_on(second) == only(tidewater).reference
    with hub_scope(tidewater.hub):
        assert (Alert.objects.count(), Event.objects.filter(kind="referral.agreed").count()) == (1, 1)


def test_the_answer_is_the_same_whether_or_not_the_person_is_known(tidewater, olive, now):
    pages = [olive.say(), olive.get("check"), olive.browser.post(page("partners:send", "tidewater"), follow=True)]
    send_request(tidewater, now=now, name="Otto Exampleton", channels={"call": "+447700900456"})
    known = {"name": {"name": "Otto Exampleton"}, "reach": {"phone": "07700 900456"}}
    again = [
        olive.say(**known), olive.get("check"), olive.browser.post(page("partners:send", "tidewater"), follow=True)
    ]  # fmt: skip

    def plain(response):
        number = re.sub(r"[2-9C-X]{3} [2-9C-X]{3} [2-9C-X]{2}", "REFERENCE", words(response))
        return number.replace("Otto Exampleton", "Tansy Madeup").replace("07700 900456", "07700 900123")

    assert [(r.status_code, plain(r)) for r in pages] == [(r.status_code, plain(r)) for r in again]


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("agreed", {"agrees": ""}, "Ask them first"),
        ("agreed", {"how": "themselves"}, "Pick how they told you"),
        ("agreed", {"on_2": "2027"}, "Enter a day that has been"),
        ("agreed", {"on_2": "2019"}, "more than a year ago"),
        ("agreed", {"on_0": "99999"}, "Enter a day that exists"),
        ("agreed", {"on_0": "\0"}, "Enter a day that exists"),
        ("worry", {"worried": ""}, "If you are not sure, pick yes"),
        ("worry", {"worried": "maybe"}, "If you are not sure, pick yes"),
        ("name", {"name": "\0"}, "Check these answers"),
        ("story", {"story": "x" * 1_000_000}, "longer than we can keep"),
        ("reach", {"email": "me@madeup-trust.nhs.uk", "ways": ["email"]}, "This looks like a work address"),
    ],
)
def test_bad_input_gets_a_sentence_and_goes_no_further(olive, key, typed, sentence):
    olive.say()
    response = olive.post("question", key, **{**ABOUT[key], **typed})

    assert response.status_code == 200
    assert sentence in words(response)


def test_nothing_is_sent_without_the_agreement_whatever_is_posted(tidewater, olive):
    for key in ("name", "reach", "worry", "people"):
        olive.post("question", key, **ABOUT[key])
    sent = olive.browser.post(
        page("partners:send", "tidewater"), {"how": "in_person", "on": "2026-10-12", "partner": "x"}, follow=True
    )

    assert sent.status_code == 410
    assert olive.get("check").url == page("partners:question", "tidewater", "agreed")
    with hub_scope(tidewater.hub):
        assert Referral.objects.count() == 0


def test_what_one_partner_typed_is_not_shown_to_the_next_in_the_same_browser(tidewater, olive):
    olive.say()
    other = Referrer(tidewater, "fern@gp.northfell.example")
    other.browser.cookies["hf_about_tidewater"] = olive.browser.cookies["hf_about_tidewater"].value
    other.come_in("Fern Pretend")

    for name, args in (("check", ()), ("question", ("name",)), ("question", ("story",))):
        shown = words(other.get(name, *args))
        assert "Tansy" not in shown
        assert CANARY not in shown


def test_my_referrals_shows_received_and_approved_statements_and_nothing_that_lives(tidewater, saltpan, olive, now):
    olive.refer()
    kept = only(tidewater)
    before = words(olive.get("mine"))
    accept(tidewater, kept, owner=tidewater.nell, now=now)
    assert words(olive.get("mine")) == before

    approve(tidewater, kept, olive.partner(), now)
    told = words(olive.get("mine"))

    assert "Received today at 2:52pm" in before
    assert "The hub has spoken with the person." in told
    assert "On 14 October 2026." in told
    for hidden in ("Tansy", "Madeup", CANARY, "900123", "Nell", "arranging support"):
        assert hidden not in told
    with hub_scope(tidewater.hub):
        read = AccessEntry.objects.filter(what="partners:mine").last()
        assert (read.actor, read.action, read.why, read.persons) == ("partner", "read", "referrer", [kept.person_id])


def test_after_withdrawal_nothing_new_is_told_and_what_was_told_stays_with_its_date(tidewater, olive, now):
    olive.refer()
    kept, partner = only(tidewater), olive.partner()
    approve(tidewater, kept, partner, now)
    with hub_scope(tidewater.hub):
        agreements.withdraw(kept.person, partner, now=now)
    before = words(olive.get("mine"))
    with hub_scope(tidewater.hub), pytest.raises(agreements.NotAgreed):
        agreements.approve(
            kept.person, partner=partner, referral_id=kept.pk, kind="accepted", true={"accepted": now.date()}, now=now
        )

    assert words(olive.get("mine")) == before
    assert "The hub has spoken with the person." in before
    assert "The hub is arranging support." not in before


def test_another_partner_and_another_hub_see_none_of_it(tidewater, saltpan, olive, now):
    olive.refer()
    kept = only(tidewater)
    approve(tidewater, kept, olive.partner(), now)
    other = Referrer(tidewater, "fern@gp.northfell.example")
    other.come_in("Fern Pretend")

    shown = words(other.get("mine"))
    assert "You have not referred anybody yet" in shown
    assert kept.reference[:3] not in shown
    assert other.get("sent").status_code == 410
    assert olive.browser.get(page("partners:mine", "saltpan")).status_code == 410


def test_my_referrals_takes_five_statements_however_many_and_goes_on_by_key(
    tidewater, olive, now, django_assert_num_queries
):
    partner = olive.partner()
    for number in range(51):
        send_request(tidewater, now=now - timedelta(minutes=number), route="oh", safe_now="not_asked", partner=partner)
    with hub_scope(tidewater.hub):
        oldest = Referral.objects.order_by("received_at").first()
    with django_assert_num_queries(BEYOND_THE_LIST + LIST):
        first = words(olive.get("mine"))
    following = re.search(r'href="([^"]+)" rel="next"', first)[1]
    second = words(olive.browser.get(following))

    assert first.count("Received") == 50
    assert (second.count("Received"), oldest.reference[:3] in second) == (1, True)
    for nonsense in ("?after=x", "?after=ffffffffffffffffff.0", "?after=%00", "?after=-1." + "0" * 32):
        assert olive.get("mine", query=nonsense).status_code == 200


def test_whoever_may_open_the_record_reads_who_referred_them_and_how_they_agreed(tidewater, saltpan, olive, now):
    olive.refer()
    kept = only(tidewater)
    address = page("caseload:person", kept.pk)

    for member in (tidewater.nell, tidewater.ines, tidewater.ada):
        shown = words(browser_of(member).get(address))
        assert "Olive Mockwell, Northfell Occupational Health" in shown
        assert "In person, on 12 October 2026" in shown
    for stranger in (tidewater.wren, saltpan.ines):
        refused = browser_of(stranger).get(address)
        assert refused.status_code == 404
        assert "Olive" not in words(refused)


def test_no_person_is_written_before_it_is_sent(tidewater, olive):
    olive.say()

    with hub_scope(tidewater.hub):
        assert (Person.objects.count(), Statement.objects.count()) == (0, 0)


def test_times_to_call_are_asked_and_checked_only_where_a_call_is_safe(olive):
    olive.say(reach={"ways": ["email"], "email": "tansy@home.example"})
    asked = words(olive.get("question", "reach"))
    by_email = words(olive.get("check"))
    olive.say()

    assert "We mostly ring Monday to Friday, 8am to 6pm. Pick all that suit them." in asked
    assert "4pm to 6pm" not in asked
    assert "Good times to call" not in by_email
    assert "Good times to call" in words(olive.get("check"))
