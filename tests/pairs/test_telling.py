"""Whether times tell: what the measuring says of times that are known to tell, or not to."""

from random import Random

import pytest

from benchmarks.pairs import Door, best_threshold


def door_of(extra, *, count=400, noise=3.0):
    """Times that wander, the known ones a little longer."""
    random = Random(1)
    pairs = []
    for _ in range(count):
        load = random.expovariate(1 / 20)  # what the machine does besides falls on both of a pair
        pairs.append((10 + load + random.gauss(extra, noise), 10 + load + random.gauss(0, noise)))
    return Door("door", "A door", True, pairs)


@pytest.mark.parametrize(("extra", "tells"), [(0.0, False), (0.02, False), (1.0, True), (-1.0, True)])
def test_a_millisecond_is_told_and_a_fiftieth_of_one_is_not(extra, tells):
    door = door_of(extra)
    low, high = door.between(Random(2))

    assert low < high
    assert door.tells is tells
    assert (door.slower > 0.55, door.slower < 0.45) == (extra > 0.5, extra < -0.5)


def test_the_best_threshold_separates_what_can_be_separated():
    assert best_threshold([5, 6, 7], [1, 2, 3]) == (3, True)
    assert best_threshold([1, 2, 3], [5, 6, 7]) == (3, False)


def test_a_guess_is_tried_on_other_pairs_than_it_was_made_from():
    assert door_of(10.0, noise=0.1).guessed > 0.6
    assert 0.4 < door_of(0.0).guessed < 0.6
