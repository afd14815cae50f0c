"""An extract is given once for a number, of nobody who had said no by then, and whoever may be in it reads of it."""

from datetime import timedelta

from holdfast.extracts import commands
from holdfast.hubs.scope import hub_scope
from holdfast.people.join_actions import agree, propose_join
from holdfast.people.models import Person, Relationship
from holdfast.research import opt_out_actions
from holdfast.research.models import Extract, Study
from holdfast.research.queries import given_since
from tests.builders import send_request
from tests.extracts.test_commands import REFERENCE, agreed, manager, people, record, rows_in, run  # noqa: F401

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def test_one_number_of_an_approval_is_given_one_extract_also_where_it_was_ended_and_recorded_anew(
    tidewater, manager, people, run, now, tmp_path  # noqa: F811
):  # fmt: skip
    agreed(run, tidewater)
    assert run("extract", "--study", REFERENCE, "--out", str(tmp_path / "first"))[0] == 0
    assert run("end", "--study", REFERENCE)[0] == 0
    with hub_scope(tidewater.hub):
        opt_out_actions.opt_out(people[0].person, kind="here", how="own_pages", now=people[0].received_at + 19 * DAY)
    for number in (REFERENCE, "26-xx-0001", "26 / XX / 0001", "26xx0001"):
        code, _, err = record(run, reference=number)
        assert (code, "another one needs another approval" in err) == (2, True)
    with hub_scope(tidewater.hub):
        Study.objects.create(
            hub=tidewater.hub, title="Who stops", purpose="B", body="C", reference="26/xx/0001",
            until_on=now.date() + DAY, variables=["route", "ended"], recorded_at=now, recorded_by=manager,
            agreed_at=now, agreed_by=tidewater.ines,
        )  # fmt: skip
    code, _, err = run("extract", "--study", "26/xx/0001", "--out", str(tmp_path / "second"))
    assert (code, "another one needs another approval" in err) == (2, True)
    assert not (tmp_path / "second").exists()
    assert record(run, reference="26/XX/00011")[0] == 0


def test_who_has_two_joined_records_reads_of_an_extract_in_which_the_earlier_one_was(
    tidewater, people, run, now, tmp_path, clock  # noqa: F811
):  # fmt: skip
    agreed(run, tidewater)
    assert run("extract", "--study", REFERENCE, "--out", str(tmp_path / "given"))[0] == 0
    clock(now + 2 * DAY)
    later = send_request(tidewater, now=now + 2 * DAY, name="Canary1 Madeup")
    with hub_scope(tidewater.hub):
        Person.objects.update(verified_at=now)
        one, two = (Person.objects.get(pk=each.person_id) for each in (people[1], later))
        for each in (one, two):
            Relationship.objects.create(hub=tidewater.hub, person=each, member=tidewater.nell, why="team", since_at=now)
        join = propose_join(one, two, reason="The same person, they say", by=tidewater.nell, now=now + 2 * DAY)
        agree(join, by=tidewater.ines, now=now + 2 * DAY)
        assert Extract.objects.count() == 1
        assert [each.study.reference for each in given_since(one)] == [REFERENCE]
        assert [each.study.reference for each in given_since(two)] == [REFERENCE]


def test_whoever_says_no_while_the_files_are_made_is_not_in_what_is_written_after_that(
    tidewater, people, run, now, tmp_path, clock, monkeypatch  # noqa: F811
):  # fmt: skip
    agreed(run, tidewater)
    made, later = commands.files_of, []

    def interrupted(*given, **more):
        assert not (tmp_path / "given").exists()
        later.append(clock(now + 7 * MINUTE))
        with hub_scope(tidewater.hub):
            assert Extract.objects.count() == 0
            opt_out_actions.opt_out(people[0].person, kind="here", how="own_pages", now=now)
        return made(*given, **more)

    monkeypatch.setattr(commands, "files_of", interrupted)
    code, said, err = run("extract", "--study", REFERENCE, "--out", str(tmp_path / "given"))

    assert (code, len(later)) == (0, 2)
    assert "35 rows." in said
    assert err == "Somebody is to be left out by now. Nothing was written: it is made anew without them.\n"
    assert len(rows_in(tmp_path / "given")) == len(people) - 1
    with hub_scope(tidewater.hub):
        kept = Extract.objects.get()
        assert (kept.rows, kept.written_at) == (len(people) - 1, now + 7 * MINUTE)


def test_an_approval_that_ends_while_the_files_are_made_is_given_nothing(
    tidewater, people, run, tmp_path, monkeypatch  # noqa: F811
):  # fmt: skip
    agreed(run, tidewater)
    made = commands.files_of

    def interrupted(*given, **more):
        assert run("end", "--study", REFERENCE)[0] == 0
        agreed(run, tidewater, variables="route")
        return made(*given, **more)

    monkeypatch.setattr(commands, "files_of", interrupted)
    code, _, err = run("extract", "--study", REFERENCE, "--out", str(tmp_path / "given"))

    assert (code, err) == (2, "holdfast: no study with this number stands\n")
    assert not (tmp_path / "given").exists()
    with hub_scope(tidewater.hub):
        assert Extract.objects.count() == 0
