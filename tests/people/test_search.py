"""Search by name without a readable name."""

import pytest
from django.db import connection

from holdfast.hubs.scope import hub_scope
from holdfast.people.identity import name_of
from holdfast.people.models import Person, SearchToken
from holdfast.people.search import people_named, token, tokens_of
from tests.builders import send_request

NAMES = [
    "Siân ap Rhys-Jones",
    "Conor O’Testley",
    "D'Arcy Samplewood",
    "Łucja Przykładowa",
    "Zoë Ødegård-Exempel",
    "Δοκιμή Παράδειγμα",
    "Примера Вымышленная",
    "测试 王",
    "テスト 花子",
    "فاطمة مثال",
    "परीक्षा उदाहरण",
    "உதாரணம்",
    "ตัวอย่าง",
    "Bo",
    "Nguyễn Thị Ví-Dụ",
]


@pytest.fixture
def found(tidewater, now):
    """Searches among people with these names: `found(query)` gives their names."""
    for name in NAMES:
        send_request(tidewater, now=now, name=name)

    def search(query: str) -> list[str]:
        with hub_scope(tidewater.hub):
            return sorted(name_of(person) for person in people_named(tidewater.hub, query))

    return search


def test_everybody_is_found_by_their_whole_name_in_any_script(found):
    assert {name: found(name) for name in NAMES} == {name: [name] for name in NAMES}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("sian", "Siân ap Rhys-Jones"),
        ("JONES rhys", "Siân ap Rhys-Jones"),
        ("rhysjones", "Siân ap Rhys-Jones"),
        ("rhy", "Siân ap Rhys-Jones"),
        ("otestley", "Conor O’Testley"),
        ("o'testley", "Conor O’Testley"),
        ("testley", "Conor O’Testley"),
        ("darcy", "D'Arcy Samplewood"),
        ("arcy", "D'Arcy Samplewood"),
        ("d`arcy", "D'Arcy Samplewood"),
        ("lucja", "Łucja Przykładowa"),
        ("odegard", "Zoë Ødegård-Exempel"),
        ("δοκιμη", "Δοκιμή Παράδειγμα"),
        ("ПРИМЕРА", "Примера Вымышленная"),
        ("王", "测试 王"),
        ("花子", "テスト 花子"),
        ("فاطمة", "فاطمة مثال"),
        ("nguyen", "Nguyễn Thị Ví-Dụ"),
        ("bo", "Bo"),
        ("dr sample", "D'Arcy Samplewood"),
    ],
)
def test_a_person_is_found_as_people_type_names(found, query, name):
    assert found(query) == [name]


@pytest.mark.parametrize("query", ["Sam", "Samp", "Sampl", "Sample"])
def test_the_first_three_to_six_letters_of_a_word_find_it(found, query):
    assert found(query) == ["D'Arcy Samplewood"]


@pytest.mark.parametrize("query", ["Sa", "S", "amplewood", "Samplew", "", "   ", "'", "%", "*", "Samplewood Testley"])
def test_less_or_other_than_the_beginning_of_a_word_finds_nobody(found, query):
    assert found(query) == []


def test_a_short_word_is_not_taken_for_a_beginning(tidewater, now):
    send_request(tidewater, now=now, name="Bo Exampleton")
    send_request(tidewater, now=now, name="Boris Exampleton")

    with hub_scope(tidewater.hub):
        assert [name_of(person) for person in people_named(tidewater.hub, "bo")] == ["Bo Exampleton"]
        assert people_named(tidewater.hub, "exampl").count() == 2


def test_nobody_of_another_hub_is_found(tidewater, saltpan, now):
    send_request(saltpan, now=now, name="Tansy Madeup")

    with hub_scope(tidewater.hub):
        assert list(people_named(tidewater.hub, "Tansy")) == []
        assert list(people_named(saltpan.hub, "Tansy")) == []


def test_the_same_name_has_no_token_in_common_at_two_hubs(tidewater, saltpan, now):
    tokens = []
    for team in (tidewater, saltpan):
        send_request(team, now=now, name="Tansy Madeup")
        with hub_scope(team.hub):
            tokens.append({bytes(one.token) for one in SearchToken.objects.all()})

    assert [len(found) for found in tokens] == [9, 9]
    assert tokens[0] & tokens[1] == set()


def test_another_version_of_the_key_makes_other_tokens(tidewater, own_keyring):
    own_keyring.add("search")
    first, second = (tokens_of(tidewater.hub.pk, "Tansy Madeup", version=version) for version in (1, 2))

    assert len(first) == len(second) == 9
    assert first & second == set()


def test_a_whole_word_and_the_same_beginning_are_told_apart(tidewater, own_keyring):
    assert token(tidewater.hub.pk, "=tansy", version=1) != token(tidewater.hub.pk, "tansy", version=1)


def test_a_token_is_sixteen_bytes_that_hold_nothing_of_the_word(tidewater, own_keyring):
    found = token(tidewater.hub.pk, "tansy", version=1)

    assert len(found) == 16
    assert b"tan" not in found


def test_a_search_compares_for_equality_alone(tidewater, now):
    with hub_scope(tidewater.hub):
        query = str(people_named(tidewater.hub, "Tansy Madeup").query).upper()

    assert "LIKE" not in query
    assert "ORDER BY" not in query
    assert query.count("SEARCHTOKEN") >= 2


def test_a_search_reads_tokens_by_an_index(tidewater):
    """Which of its indexes is the planner's choice, by what is stored."""
    with hub_scope(tidewater.hub), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = people_named(tidewater.hub, "Tansy").explain()
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'token_lookup'")
        (index,) = cursor.fetchone()

    assert "Seq Scan on people_searchtoken" not in plan
    assert index.endswith("(hub_id, token, person_id)")


def test_the_words_of_a_query_are_bounded(tidewater, django_assert_num_queries, now):
    with hub_scope(tidewater.hub):
        query = people_named(tidewater.hub, " ".join(f"name{number}" for number in range(500)))
        assert str(query.query).count('"token" IN') == 6


def test_a_person_carries_the_version_of_their_tokens(tidewater, now, own_keyring):
    own_keyring.add("search")
    person = send_request(tidewater, now=now, name="Tansy Madeup").person

    with hub_scope(tidewater.hub):
        kept = {bytes(one.token) for one in person.tokens.all()}
        assert Person.objects.get(pk=person.pk).search_version == 2
        assert kept == tokens_of(tidewater.hub.pk, "Tansy Madeup", version=2)


def test_people_under_an_older_version_are_found_beside_newer_ones(tidewater, now, own_keyring):
    send_request(tidewater, now=now, name="Tansy Madeup")
    own_keyring.add("search")
    send_request(tidewater, now=now, name="Tansy Newmade")

    with hub_scope(tidewater.hub):
        assert people_named(tidewater.hub, "Tansy").count() == 2
