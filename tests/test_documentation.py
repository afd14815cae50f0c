"""What is written about the code: it says what the code says, names what exists, and fails where it does not."""

import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from holdfast.accounts.roles import Permission
from holdfast.cli import JOBS
from holdfast.documentation import compiling, hazards, pages, permissions, routes, variables
from holdfast.documentation.lifecycles import LIFECYCLES
from holdfast.documentation.tabular import line
from holdfast.lifecycle import BY_ITSELF, ONESELF, Lifecycle

ROOT = Path(__file__).resolve().parents[1]
WRITTEN = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")


def written_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of generated pages of its own, made of the real code and the real hazard log."""
    (folder / "docs").mkdir()
    monkeypatch.setattr(pages, "ROOT", folder)
    monkeypatch.setattr(pages, "PAGES", {"commands.md": pages.commands.page, "tables.md": pages.tables.page})
    return folder / "docs" / "generated"


def test_pages_that_were_written_say_what_the_code_says(tmp_path, monkeypatch, capsys):
    generated = written_to(tmp_path, monkeypatch)

    assert pages.run([]) == pages.SAME
    assert pages.run(["--check"]) == pages.SAME

    assert sorted(file.name for file in generated.iterdir()) == ["commands.md", "tables.md"]
    assert capsys.readouterr().out == "2 pages written\n2 pages say what the code says\n"


def test_a_page_that_was_edited_is_missing_or_is_left_over_fails_the_check(tmp_path, monkeypatch, capsys):
    generated = written_to(tmp_path, monkeypatch)
    pages.run([])
    (generated / "commands.md").write_text("By hand\n")
    (generated / "tables.md").unlink()
    (generated / "old.md").write_text("Of a page that is no more\n")

    assert pages.run(["--check"]) == pages.DIFFERENT

    assert capsys.readouterr().err == (
        "docs/generated: old.md is written by nobody\n"
        "docs/generated: commands.md does not say what the code says\n"
        "docs/generated: tables.md does not say what the code says\n"
        "Run: holdfast docs\n"
    )


def test_an_installed_copy_has_no_documentation_to_write(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(pages, "ROOT", tmp_path)

    assert pages.run([]) == pages.NO_SOURCES

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", sorted(pages.PAGES))
def test_a_page_names_no_place_of_a_computer_and_is_the_same_twice(name):
    text = pages.PAGES[name]()

    assert text == pages.PAGES[name]()
    assert str(ROOT) not in text
    assert str(Path.home()) not in text


def test_every_lifecycle_of_the_product_is_on_the_page():
    declared = {
        (module.parent.name, name)
        for module in ROOT.glob("holdfast/*/states.py")
        for name in re.findall(r"^([A-Z_]+)(?:: \w+)? = Lifecycle\(", module.read_text(), re.MULTILINE)
    }

    assert {lifecycle.name.upper() for lifecycle, _ in LIFECYCLES} == {name for _, name in declared}


@pytest.mark.parametrize(("lifecycle", "statuses"), LIFECYCLES, ids=lambda value: getattr(value, "name", ""))
def test_a_lifecycle_knows_the_statuses_of_its_app_and_needs_real_permissions(lifecycle: Lifecycle, statuses):
    assert sorted(lifecycle.statuses()) == sorted(statuses.values)
    assert {move.needs for move in lifecycle.moves.values()} <= {*Permission.values, ONESELF, BY_ITSELF}


def test_every_permission_and_every_route_is_on_the_page():
    text = permissions.page()

    assert [permission for permission in Permission.values if f"| `{permission}` |" not in text] == []
    assert [route.name for route in routes.site_routes() if f"| `{route.name}` |" not in text] == []


def test_a_route_that_declares_nobody_fails_the_page():
    with pytest.raises(permissions.RouteOpen, match="the route back at /back/ declares nobody"):
        permissions.who(routes.Route("back", "/back/", None))


def test_the_door_of_the_demo_stands_under_the_demo_alone():
    assert [route for route in routes.site_routes() if "demo" in route.address] == []
    assert "demo:enter" in {route.name for route in routes.demo_routes()}


def test_a_variable_that_is_read_and_not_explained_fails_the_page(tmp_path):
    for setting in variables.SETTINGS:
        (tmp_path / f"{setting.name.lower()}.py").write_text(f'os.environ.get("{setting.name}")\n')
    assert "| `HOLDFAST_STATE` |" in variables.page(tmp_path)

    (tmp_path / "new.py").write_text('os.environ.get("HOLDFAST_MOON_PHASE")\n')

    with pytest.raises(variables.SettingUnknown, match="HOLDFAST_MOON_PHASE"):
        variables.page(tmp_path)


def test_every_hazard_names_tests_that_exist():
    assert hazards.faults(hazards.read(ROOT / "docs" / "safety" / "hazards.toml"), ROOT) == []


def hazard(**changes: object) -> hazards.Hazard:
    """A hazard that holds together."""
    first = hazards.read(ROOT / "docs" / "safety" / "hazards.toml")[0]
    return replace(first, **changes)


def test_a_hazard_whose_test_does_not_exist_is_a_fault():
    gone = "tests/test_documentation.py::test_that_nobody_wrote"
    here = "tests/test_documentation.py::test_every_hazard_names_tests_that_exist"
    no_file = "tests/no_such_file.py::test_anything"
    no_test = "tests/test_documentation.py::hazard"

    assert not hazards.exists(ROOT, gone)
    assert not hazards.exists(ROOT, no_file)
    assert not hazards.exists(ROOT, no_test)
    assert hazards.exists(ROOT, here)
    assert f"H01: there is no test {gone}" in hazards.faults([hazard(tests=(gone,))], ROOT)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": "fine"}, "unknown status fine"),
        ({"tests": ()}, "a control that no test shows is none"),
        ({"open": "much"}, "say what is still open unless it is controlled"),
        ({"status": hazards.PARTLY}, "say what is still open unless it is controlled"),
    ],
)
def test_a_hazard_that_says_too_little_is_a_fault(changes, words):
    assert words in hazards.faults_of(hazard(**changes))


def test_a_hazard_that_is_left_out_is_a_fault():
    assert hazards.faults([], ROOT) == ["H01 to H29, each once, in order"]


def test_every_template_compiles_and_names_what_exists(capsys):
    assert compiling.templates(["--check"]) == compiling.GOOD

    assert re.fullmatch(r"[1-9]\d* templates compile\n", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{% if now() %}", "bad.html: TemplateSyntaxError"),
        ("{{ 'a' | shout }}", "bad.html: TemplateAssertionError: No filter named 'shout'"),
        ("{% extends 'no/such.html' %}", "bad.html: there is no template no/such.html"),
        ("{{ url('caseload:nowhere', 1) }}", "bad.html: there is no address caseload:nowhere"),
    ],
)
def test_a_template_that_is_broken_is_named(tmp_path, source, words):
    (tmp_path / "bad.html").write_text(source)
    (tmp_path / "good.html").write_text("{{ url('caseload:today') }}{{ url('front_door:' ~ key) }}")

    names, wrong = compiling.check([tmp_path])

    assert names == ["bad.html", "good.html"]
    assert [fault.startswith(words) for fault in wrong] == [True]


def test_a_cell_cannot_end_its_row():
    assert line(["a|b", "two\nlines"]) == "| a\\|b | two lines |"


def test_every_job_of_the_command_is_on_its_page():
    text = pages.PAGES["commands.md"]()

    assert [name for name in JOBS if f"| `holdfast {name}` |" not in text] == []


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS)
def test_every_job_of_the_command_is_there(job):
    module, name = job.function.split(":")

    assert callable(getattr(import_module(module), name))


@pytest.mark.parametrize("file", WRITTEN, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_what_a_page_links_to_exists(file: Path):
    links = [link for link in LINK.findall(file.read_text()) if "://" not in link and not link.startswith("#")]

    assert [link for link in links if not (file.parent / link.split("#")[0]).exists()] == []


def test_decisions_are_numbered_without_a_gap_and_have_their_three_parts():
    decisions = sorted(ROOT.glob("docs/adr/*.md"))

    assert [int(file.name[:4]) for file in decisions] == list(range(1, len(decisions) + 1))
    for file in decisions:
        text = file.read_text()
        assert text.startswith(f"# {int(file.name[:4])}. ")
        assert ("\n## Context\n" in text, "\n## Decision\n" in text, "\n## Consequences\n" in text) == (True,) * 3


def test_every_decision_that_the_code_names_is_there():
    named = {
        name
        for module in ROOT.glob("holdfast/**/*.py")
        for name in re.findall(r"docs/adr/[\w-]+\.md", module.read_text())
    }

    assert "docs/adr/0005-search-tokens.md" in named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_file_that_the_guide_names_exists():
    text = (ROOT / "CONTRIBUTING.md").read_text()
    named = re.findall(r"`((?:holdfast|docs|tests)/[\w/.-]+\.\w+)`", text)

    assert len(named) > 10
    assert [name for name in named if "KEY" not in name and not (ROOT / name).exists()] == []
