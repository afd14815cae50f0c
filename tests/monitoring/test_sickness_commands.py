"""`holdfast sickness`: what it says of a file, and of an area."""

import getpass

import pytest

from holdfast import cli
from holdfast.monitoring import sickness_commands
from holdfast.monitoring.models import SicknessMonth
from tests.monitoring.files_of_sickness import BY_REASON, file_of, of_reason

pytestmark = pytest.mark.django_db
NHS_ALONE = "These are staff of the NHS. Social care is not in it."
NO_RATE = "Rate: not available from this file. It holds no FTE days available."
KIND = "days lost by reason, England"


@pytest.fixture
def run(capsys, clock, now):
    clock(now)

    def run(*words):
        code = sickness_commands.run([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out.splitlines(), said.err.splitlines()

    return run


@pytest.fixture
def file(tmp_path):
    def file(*lines, name="reasons.csv"):
        path = tmp_path / name
        path.write_bytes(file_of(*lines))
        return path

    return file


def test_it_is_a_job_of_the_command():
    job = cli.JOBS["sickness"]

    assert (job.function, job.needs) == ("holdfast.monitoring.sickness_commands:run", cli.DATABASE)


def test_good_rows_are_kept_bad_ones_named_and_the_same_file_again_changes_nothing(run, file):
    path = file(BY_REASON, of_reason("2024-03-31", "10.5"), of_reason("2024-04-30", "."), of_reason("2024-05-31", "7"))
    left_out = ["line 3: no figure was published (“.”)", "holdfast: left out 1 of 3 rows"]

    assert run("import", path, "--by", "Ivo Invented") == (
        0,
        [f"{KIND}. Figures added: 2; as they were: 0", f"{NO_RATE} {NHS_ALONE}"],
        left_out,
    )
    assert run("import", path) == (
        0,
        [f"{KIND}. Figures added: 0; as they were: 2", f"{NO_RATE} {NHS_ALONE}"],
        left_out,
    )
    assert set(SicknessMonth.objects.values_list("source_name", "imported_by")) == {("reasons.csv", "Ivo Invented")}


def test_without_a_name_whoever_is_signed_in_on_the_machine_imports(run, file, monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: "ivo")

    run("import", file(BY_REASON, of_reason("2024-03-31", "10.5")))

    assert SicknessMonth.objects.get().imported_by == "ivo"


def test_a_dry_run_says_what_would_be_and_keeps_nothing(run, file):
    run("import", file(BY_REASON, of_reason("2024-03-31", "10.5")))
    path = file(
        BY_REASON, of_reason("2024-03-31", "11"), of_reason("2024-03-31", "2", group="Midwives"), name="later.csv"
    )

    assert run("import", path, "--dry-run")[:2] == (
        0,
        [
            f"{KIND}. Figures that would be added: 1; as they were: 0",
            "Of the added, in place of another file's figure: 1",
            "Rows of single staff groups, which are not needed: 1",
            f"{NO_RATE} {NHS_ALONE}",
        ],
    )
    assert [float(lost) for lost in SicknessMonth.objects.values_list("days_lost", flat=True)] == [10.5]


def test_a_file_of_rates_is_named_as_one_and_nothing_is_kept(run, file):
    path = file("month,group,sickness_absence_rate_percent", "2024-03,London,3.97")

    assert run("import", path) == (
        2,
        [],
        [
            "holdfast: reasons.csv: FTE days lost: not available from this file. It holds a rate only, and neither "
            f"days lost nor days available. {NHS_ALONE} Nothing was kept"
        ],
    )


def test_a_file_that_cannot_be_used_or_is_not_there_ends_with_2_and_the_reason(run, file, tmp_path):
    assert run("import", file("a,b", "1,2"))[0::2] == (
        2,
        [
            "holdfast: reasons.csv: its columns are of no public sickness absence file known here. Nearest is "
            "“rates by region, or by kind of organisation”: missing: group, month, sickness_absence_rate_percent; "
            "not known: a, b. Nothing was kept"
        ],
    )
    assert run("import", tmp_path / "none.csv") == (
        2, [], [f"holdfast: {tmp_path}/none.csv: No such file or directory"],
    )  # fmt: skip
    assert run("import", tmp_path) == (2, [], [f"holdfast: {tmp_path}: Is a directory"])
    assert SicknessMonth.objects.count() == 0


def test_show_gives_each_month_and_says_where_a_rate_or_a_figure_is_missing(run, file):
    run("import", file(BY_REASON, of_reason("2024-03-31", "572446.50853"), of_reason("2024-05-31", "7")))

    assert run("show", "--from", "2024-03", "--to", "2024-05") == (
        0,
        [
            "England (E92000001): S10 Anxiety/stress/depression/other psychiatric illnesses",
            "month         FTE days lost  rate",
            "2024-03           572,446.5  not available from this file",
            "2024-04            not held",
            "2024-05                 7.0  not available from this file",
            f"{NO_RATE} No figure is held for April 2024. {NHS_ALONE}",
            "Source: reasons.csv, Open Government Licence v3.0",
        ],
        [],
    )


def test_show_gives_the_rate_of_a_file_that_holds_days_available(run, file):
    run("import", file("DATE,ORG_CODE,ORG_NAME,FTE Days Lost,FTE Days Available", "31/03/2024,R0A,Invented,40,1000"))

    code, said, _ = run("show", "--from", "2024-03", "--to", "2024-03", "--area", "R0A", "--reason", "ALL")

    assert (code, said[0].partition(": ")[2], said[2:4]) == (
        0,
        "All reasons together",
        [
            "2024-03                40.0  4.00 %",
            "Days lost for every reason, not for mental health alone. "
            f"Rate: FTE days lost as a share of FTE days available. {NHS_ALONE}",
        ],
    )


def test_an_unknown_area_months_the_wrong_way_round_and_no_month_are_refused(run, capsys):
    assert run("show", "--from", "2024-03", "--to", "2024-05", "--area", "ZZ9") == (
        2,
        [],
        ["holdfast: ZZ9: There is no system, region or organisation of this code. England is E92000001."],
    )
    assert run("show", "--from", "2024-03", "--to", "2024-02")[0] == 2
    with pytest.raises(SystemExit):
        run("show", "--from", "March", "--to", "2024-02")
    assert "“March” is no month: write it as 2024-03" in capsys.readouterr().err
