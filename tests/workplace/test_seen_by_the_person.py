"""What the person reads of who outside may see, and who has looked: as it is, once somebody has read something."""

import pytest

from holdfast.agreements import actions as agreements
from holdfast.agreements.models import Agreement
from holdfast.hubs.scope import hub_scope
from holdfast.portal.actions import tell
from tests.portal.conftest import text
from tests.workplace.conftest import agreed, partner, shown
from tests.workplace.test_pages import moss_opens, olives_browser, own_browser, page

NOTHING = "Your employer Nothing. We tell them nothing."
SOMETHING = "Your employer Only what you agreed to, word for word."
FOR_THEM = "Only what you agreed to for them, word for word."


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def looked(known, now):
    return text(own_browser(known, now=now).get(page("portal:looked", "tidewater")))


def test_before_anything_is_shared_the_employer_may_see_nothing(known, now):
    shown(known, now=now)
    agreed(known, to=known.moss, now=now)

    words = looked(known, now)

    assert NOTHING in words
    assert "Northfell Occupational Health Nothing but the sentences that you approve, one by one." in words
    assert "Moss Placeholder" not in words


def test_a_manager_who_has_read_something_is_named_as_one_who_may_see_it(known, now):
    statement = agreed(known, to=known.moss, now=now)
    moss_opens(known, statement, now=now).get(page("partners:work_one", "tidewater", statement.pk))

    words = looked(known, now)

    assert SOMETHING in words
    assert f"Moss Placeholder, Ward 4, Quay Infirmary {FOR_THEM}" in words
    log = words[words.index("Newest first") :]
    assert "Your manager What Read what you said they may read about your work Why You agreed that they read it" in log
    assert "Who referred you What Read" not in log


def test_occupational_health_that_referred_them_reads_as_who_referred_them(known, now):
    statement = agreed(known, now=now)
    olives_browser(known, now=now).get(page("partners:work_one", "tidewater", statement.pk))

    words = looked(known, now)

    assert SOMETHING in words
    assert f"Olive Mockwell, Northfell Occupational Health {FOR_THEM}" in words
    assert "one by one" not in words
    assert "Who referred you What Read what you said they may read about your work" in words


def test_a_gp_is_not_the_employer(known, now):
    quill = partner(known.team, "gp", "Dr Quill Invented", "Madeup Lane Surgery", now=now)
    statement = agreed(known, to=quill, now=now)
    moss_opens(known, statement, now=now)

    words = looked(known, now)

    assert NOTHING in words
    assert f"Dr Quill Invented, Madeup Lane Surgery {FOR_THEM}" in words


def test_an_approved_sentence_is_something_too(known, now):
    with hub_scope(known.team.hub):
        agreements.give(
            known.tansy.person, partner=known.olive, purpose=Agreement.Purpose.WORK, kinds=["contacted"],
            how=Agreement.How.ON_OWN_PAGES, now=now,
        )  # fmt: skip
        tell(known.tansy, known.olive, kind="contacted", now=now)

    assert SOMETHING in looked(known, now)


def test_what_we_may_tell_others_lists_what_they_can_read_about_their_work(known, now):
    agreed(known, now=now)
    own = own_browser(known, now=now)
    sharing = page("portal:sharing", "tidewater")

    words = text(own.get(sharing))
    assert "Olive Mockwell, Northfell Occupational Health Request for support at work It was shared" in words
    assert "Nobody outside was told anything about you." not in words
    assert "They know that we received your name, and no more." not in words

    own.post(page("portal:withdraw", "tidewater", known.olive.pk))
    words = text(own.get(sharing))
    assert "Nothing more. What they could read before stays with them." in words
    assert "Request for support at work" in words
