"""Reads of the registry."""

from datetime import date, timedelta

import pytest
from django.http import Http404

from holdfast.hubs.models import Hub, Organisation, Terms
from holdfast.hubs.queries import employers_named, find_hub, open_hubs, terms_of
from tests.builders import standard_terms


def employer(code: str, name: str, **facts) -> Organisation:
    return Organisation.objects.create(
        code=code, name=name, kind=Organisation.Kind.TRUST, search_text=f"{name} {code}".lower(), **facts
    )


def found(*words: str) -> list[str]:
    return [one.code for one in employers_named(list(words), today=date(2026, 10, 14))]


def test_open_hubs_are_those_that_take_requests_by_name(tidewater, saltpan):
    Hub.objects.filter(pk=saltpan.hub.pk).update(status=Hub.Status.PREPARING)
    other = Hub.objects.create(
        slug="amberley", name="Amberley Hub", place="A", status="open", created_at=tidewater.hub.created_at
    )

    assert list(open_hubs()) == [other, tidewater.hub]


def test_find_hub_gives_an_open_hub_with_its_terms(tidewater, now):
    hub = find_hub("tidewater", now=now)

    assert hub == tidewater.hub
    assert hub.current == tidewater.hub.current


@pytest.mark.parametrize("status", [Hub.Status.PREPARING, Hub.Status.CLOSED])
def test_find_hub_knows_no_hub_that_is_not_open(tidewater, now, status):
    Hub.objects.filter(pk=tidewater.hub.pk).update(status=status)

    with pytest.raises(Http404):
        find_hub("tidewater", now=now)


@pytest.mark.parametrize("slug", ["nowhere", "", "TIDEWATER", "tidewater'--"])
def test_find_hub_knows_no_other_word(tidewater, now, slug):
    with pytest.raises(Http404):
        find_hub(slug, now=now)


def test_new_terms_hold_from_their_first_instant_and_the_old_ones_until_then(tidewater, now):
    newer = Terms.objects.create(
        hub=tidewater.hub, **{**standard_terms(now), "version": 2, "contact_target_days": 5, "starts_at": now}
    )

    assert terms_of(tidewater.hub, now=now) == newer
    assert terms_of(tidewater.hub, now=now - timedelta(seconds=1)) == tidewater.hub.current
    assert find_hub("tidewater", now=now).current == newer


def test_of_two_terms_from_the_same_instant_the_higher_version_holds(tidewater, now):
    for version in (3, 2):
        Terms.objects.create(hub=tidewater.hub, **{**standard_terms(now), "version": version, "starts_at": now})

    assert terms_of(tidewater.hub, now=now).version == 3


def test_a_hub_whose_terms_have_not_begun_is_not_found(tidewater, now):
    with pytest.raises(Http404):
        find_hub("tidewater", now=now - timedelta(days=91))


def test_employers_hold_every_word_and_those_still_open_come_first(db):
    employer("ZZ1", "Otterbank Hospitals", valid_to=date(2024, 3, 31))
    employer("ZZ2", "Otterbank University Hospitals")
    employer("ZZ3", "Elsewhere Hospitals")

    assert found("otterbank") == ["ZZ2", "ZZ1"]
    assert found("otterbank", "university") == ["ZZ2"]
    assert found("zz3") == ["ZZ3"]
    assert found("otterbank", "elsewhere") == []


@pytest.mark.parametrize("sign", ["%", "_", "\\", "'"])
def test_signs_of_a_pattern_are_letters_like_others(db, sign):
    employer("ZZ1", "Otterbank Hospitals")

    assert found("otterbank", sign) == []


def test_employers_are_bounded(db):
    for number in range(30):
        employer(f"T{number:02}", f"Sandbar Practice {number}")

    assert len(found("sandbar")) == 20
