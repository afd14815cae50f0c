"""The pages of the directory: who reads what, what a search finds, what is typed stays, and what everybody may read."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from holdfast.directory import actions
from holdfast.directory.models import Service
from holdfast.hubs.scope import hub_scope
from tests.builders import browser_of, page
from tests.directory.conftest import added, found

NAMES = ("Lantern Trauma Service", "Open Line", "Quiet Harbour")
SENT = {
    "name": "Sea Choir", "run_by": "Choir Friends", "kinds": ["arts"], "offers": "Singing", "area": "Northfell",
    "cost": "free", "ways": ["self"], "silent_days": "14", "is_public": "on", "address": "1 Quay\r\nNorthfell",
}  # fmt: skip


def words(response) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&#39;", "’").split())


def named(response) -> list[str]:
    """Which services a list names."""
    return re.findall(r'rowheader"><a[^>]*>([^<]+)</a>', response.content.decode())


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", [*NAMES]),
        ("kind=bereavement", ["Quiet Harbour"]),
        ("kind=bereavement&place=saltmarsh", ["Quiet Harbour"]),
        ("place=northfell", ["Lantern Trauma Service", "Open Line"]),
        ("words=after death", ["Quiet Harbour"]),
        ("words=after trauma", ["Lantern Trauma Service"]),
        ("language=ur", ["Quiet Harbour"]),
        ("welcome=faith&how=in_person", ["Quiet Harbour"]),
        ("reach=national", ["Open Line"]),
        ("reach=local", ["Lantern Trauma Service", "Quiet Harbour"]),
        ("nice=on", ["Open Line"]),
        ("cost=paid", []),
        ("public=no", []),
        ("kind=spells&after=nonsense&words=%00", [*NAMES]),
        ("words=%25", []),
        ("words=straycanary", []),
    ],
)
def test_a_search_finds_what_fits_all_of_it_and_nothing_of_another_hub(listed, clock, now, query, names):
    clock(now)
    assert named(browser_of(listed.nell).get(f"{page('directory:services')}?{query}")) == names


def test_the_list_is_paged_by_name_and_costs_as_many_statements_with_sixty_as_with_three(listed, clock, now):
    clock(now)
    browser = browser_of(listed.nell)
    browser.get(page("directory:services"))
    counts = []
    for more in (0, 57):
        for number in range(more):
            added(listed, now=now, name=f"Service {number:02}")
        with CaptureQueriesContext(connection) as asked:
            shown = browser.get(page("directory:services"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    first = named(shown)
    further = re.search(r'href="([^"]+)" rel="next"', shown.content.decode())[1].replace("&amp;", "&")
    second = named(browser.get(further))
    assert (len(first), len(second)) == (50, 10)
    assert first + second == sorted(first + second)
    assert len(set(first + second)) == 60
    for name in ("directory:reviews", "directory:gaps", "directory:printed"):
        with CaptureQueriesContext(connection) as asked:
            browser.get(page(name))
        assert len(asked) <= counts[0], name


def test_an_agreement_that_has_run_out_is_said_and_the_contingency_is_named(listed, clock, now):
    other = found(listed, "Open Line")
    made = added(
        listed, now=now, name="Rapid", promised_days=28, agreed_with="Moss, lead", agreed_until=date(2026, 10, 20),
        contingency=other,
    )  # fmt: skip
    clock(now)
    shown = words(browser_of(listed.max).get(page("directory:service", made.pk)))
    assert "28 days from referral until they are first seen. Agreed by Moss, lead, until 20 October 2026." in shown
    assert "Open Line is proposed instead" in shown
    assert "Confirm that it is true" not in shown

    clock(now + timedelta(days=7))
    shown = words(browser_of(listed.nell).get(page("directory:service", made.pk)))
    assert "It ran out on 20 October 2026 and nobody has renewed it." in shown
    assert "Its agreement has run out" in words(browser_of(listed.nell).get(page("directory:services")))


def test_a_service_is_added_changed_and_its_history_read(listed, clock, now):
    clock(now)
    browser = browser_of(listed.ada)
    shown = words(browser.post(page("directory:add"), SENT | {"name": "", "promised_days": "28", "route": "email"}))
    assert "Enter: name of the service" in shown
    assert "Enter who agreed to the days" in shown
    assert "Enter to whom a referral goes" in shown
    assert browser.post(page("directory:add"), SENT | {"web": "javascript:alert(1)"}).status_code == 200

    gone = browser.post(page("directory:add"), SENT)
    made = found(listed, "Sea Choir")
    assert gone.url == page("directory:service", made.pk)
    assert (made.address, made.confirmed_by) == ("1 Quay\nNorthfell", listed.ada)

    sent = SENT | {"seen": "1", "offers": "<script>alert(1)</script>", "kinds": ["arts", "faith"]}
    browser.post(page("directory:change", made.pk), sent)
    body = browser.get(page("directory:service", made.pk)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
    assert "<script>alert" not in body
    assert "Changed: today at 2:52pm, Ada Mockford" in words(browser.get(page("directory:service", made.pk)))
    late = browser.post(page("directory:change", made.pk), sent | {"offers": "Typed too late"})
    assert "A colleague changed this service meanwhile" in words(late)
    assert "Typed too late" in words(late)
    assert found(listed, "Sea Choir").offers == "<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"email": "team@localhost"}, "Enter an address like name@service.example"),
        ({"email": "a%b@service.example"}, "Enter an address like name@service.example"),
        ({"web": "https://service.example/<b>"}, "Enter a web address without spaces, quotation marks, &lt; or &gt;"),
        ({"address": "A" * 701}, "Write at most 700 characters. You have written 701"),
    ],
)
def test_what_could_not_be_exported_is_refused_where_it_is_typed(listed, clock, now, changed, said):
    clock(now)

    answer = browser_of(listed.ada).post(page("directory:add"), SENT | changed)

    assert (answer.status_code, said in answer.content.decode()) == (200, True)
    assert Service.objects.filter(name="Sea Choir").count() == 0


def test_confirming_names_who_said_so_and_ending_is_one_press(listed, clock, now):
    service = found(listed, "Open Line")
    clock(now + timedelta(days=190))
    browser = browser_of(listed.wren)
    assert named(browser.get(page("directory:reviews"))) == ["Lantern Trauma Service", "Quiet Harbour", "Open Line"]
    day = {"review_on_0": "1", "review_on_1": "9", "review_on_2": "2026"}
    refused = browser.post(page("directory:confirm", service.pk), day | {"seen": "1", "confirmed_with": "Pip"})
    assert "Enter a day to come" in words(refused)
    sent = day | {"review_on_2": "2027", "seen": "1", "confirmed_with": "Pip Madeup, manager"}
    shown = words(browser.post(page("directory:confirm", service.pk), sent, follow=True))
    assert "Confirmed 22 April 2027 by Wren Dummerly, as Pip Madeup, manager said" in shown
    assert named(browser.get(page("directory:reviews"))) == ["Lantern Trauma Service", "Quiet Harbour"]

    assert "A colleague changed" in words(browser.post(page("directory:end", service.pk), {"seen": "1"}, follow=True))
    assert "Taken out." in words(browser.post(page("directory:end", service.pk), {"seen": "2"}, follow=True))
    assert "Open Line" not in named(browser.get(page("directory:services")))
    assert "It is back." in words(browser.post(page("directory:bring_back", service.pk), {"seen": "3"}, follow=True))


def test_the_list_to_print_holds_what_fits_with_how_to_get_in(listed, clock, now):
    clock(now)
    shown = words(browser_of(listed.sol).get(f"{page('directory:printed')}?kind=bereavement"))

    assert "Quiet Harbour Harbour Friends Someone to talk to after a death Telephone 01632 960101" in shown
    assert "Open Line" not in shown


def test_another_hubs_service_is_no_page_whatever_is_done(listed, saltpan, clock, now):
    clock(now)
    strange, browser = found(saltpan, "Straycanary"), browser_of(listed.ines)
    for pk in (strange.pk, uuid4()):
        for name in ("service", "change", "confirm"):
            response = browser.get(page(f"directory:{name}", pk))
            assert (response.status_code, "Straycanary" in response.content.decode()) == (404, False)
        for name in ("change", "confirm", "end", "bring_back"):
            assert browser.post(page(f"directory:{name}", pk), {"seen": "1"}).status_code == 404
    assert found(saltpan, "Straycanary").version == 1
    choices = browser.get(page("directory:add")).content.decode()
    assert "Straycanary" not in choices


def test_everybody_reads_what_is_confirmed_public_and_still_there_without_a_cookie(listed, clock, now):
    clock(now)
    added(listed, now=now, name="Ours alone", is_public=False)
    ended = added(listed, now=now, name="Ended")
    with hub_scope(listed.hub):
        actions.end_service(ended, seen=1, by=listed.nell, now=now)
        Service.objects.create(
            hub=listed.hub, name="From a file", run_by="x", kinds=["debt"], offers="x", area="x", ways=[],
            review_on=now.date(), source={}, source_id="x",
        )  # fmt: skip

    response = Client().get(page("directory:public_services", listed.hub.slug))
    shown = response.content.decode()

    assert [name for name in (*NAMES, "Ours alone", "Ended", "From a file", "Straycanary") if name in shown] == [*NAMES]
    assert not response.cookies
    assert "Nell Sampleton" not in shown
    assert "Help now" in shown
    assert "<title>Services near you" in shown
    narrowed = words(Client().get(f"{page('directory:public_services', listed.hub.slug)}?kind=bereavement&place=SALT"))
    assert "One service Quiet Harbour" in narrowed
    nothing = words(Client().get(f"{page('directory:public_services', listed.hub.slug)}?kind=debt"))
    assert "No service here fits this. Talk with us, and we look with you" in nothing
