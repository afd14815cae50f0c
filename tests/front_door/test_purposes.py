"""Why the hub holds information: each purpose with its basis, and what a hub must still settle."""

import pytest

from holdfast.front_door import purposes
from holdfast.front_door.purposes import PURPOSES


def every_purpose():
    return pytest.mark.parametrize("purpose", PURPOSES, ids=lambda purpose: purpose.key)


@every_purpose()
def test_it_has_a_basis_and_a_condition_from_the_law(purpose):
    assert "Article 6(1)(" in purpose.article_6
    assert "Article 9(2)(" in purpose.article_9 or purpose.article_9 == purposes.NOT_SPECIAL


@every_purpose()
def test_nothing_rests_on_consent(purpose):
    """Agreement to share is asked for because care is confidential; it is not the basis in law."""
    assert "6(1)(a)" not in purpose.article_6
    assert "9(2)(a)" not in purpose.article_9


@every_purpose()
def test_a_time_that_the_hub_decides_is_among_what_it_must_settle(purpose):
    if purpose.kept_for == purposes.HUB_DECIDES:
        assert any("kept" in matter or "approved" in matter for matter in purpose.hub_settles)


def test_care_rests_on_public_task_and_health_care():
    care = next(purpose for purpose in PURPOSES if purpose.key == "care")
    assert (care.article_6, care.article_9) == (purposes.PUBLIC_TASK, purposes.HEALTH_CARE)


def test_what_a_hub_must_settle_can_be_listed():
    settled = {purpose.key for purpose in PURPOSES if purpose.is_settled}
    assert set(purposes.unsettled()) | settled == {purpose.key for purpose in PURPOSES}
    assert purposes.unsettled()["courts"] == ("how long it is kept",)


def test_no_key_stands_twice():
    assert len({purpose.key for purpose in PURPOSES}) == len(PURPOSES)


def test_words_in_the_table_are_escaped():
    purpose = purposes.Purpose("x", "A & B", "<b>", "6", "9", "you", "set by the hub")
    table = purposes.html((purpose,))
    assert '<h3 class="nhsuk-heading-s">A &amp; B</h3>' in table
    assert "&lt;b&gt;" in table
