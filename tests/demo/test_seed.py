"""The demo is made whole or refused, and never beside real hubs."""

import pytest

from holdfast.demo.hubs import make_hub
from holdfast.demo.seed import fill
from holdfast.hubs.models import Hub
from holdfast.local.troubles import START_TROUBLES
from tests.builders import make_hub as make_real_hub


def refused():
    with pytest.raises(START_TROUBLES) as found:
        fill()
    return str(found.value).split(".")[0]


def test_a_demo_that_was_ended_while_it_was_made_is_not_shown(db, now):
    make_hub("northfell", now=now)
    assert refused() == "The demo was ended while its people were being invented"
    assert Hub.objects.count() == 1


def test_beside_other_hubs_there_is_no_demo(db, now):
    make_real_hub("fenmark", "Fenmark", now=now)
    assert refused() == "This database holds hubs that the demo did not make"
