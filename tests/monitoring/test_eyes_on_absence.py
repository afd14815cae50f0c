"""What everybody reads of how many asked in both ways, from the table of who asked."""

import pytest

from tests.monitoring.test_eyes_once_more import hubs_that_read_like, read


def both_of(hub, total):
    """How many can have asked in both ways, of every hub of which everybody reads the same."""
    return [own + other - asked for own, other, asked in hubs_that_read_like(hub, total)]


def who_asked(hub):
    """The numbers of that table, the total last."""
    return [line[-1] for line in read(*hub) if line[0] == "Who asked"]


@pytest.mark.parametrize(("hub", "total"), [((17, 12, 28), 30), ((17, 17, 33), 35)])
def test_that_at_most_one_asked_in_both_ways_does_not_follow_from_who_asked(hub, total):
    both = both_of(hub, total)
    assert who_asked(hub) == [str(total)]
    assert max(both) - min(both) >= 5


def test_where_the_two_ways_add_up_to_all_as_shown_nobody_need_have_asked_in_both_and_six_may():
    both = both_of((17, 13, 28), 30)
    assert who_asked((17, 13, 28)) == ["15", "15", "30"]
    assert (min(both), max(both)) == (0, 6)
