"""`holdfast templates [--check]`: compiles every template, and follows what it names."""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, TemplateError, TemplateNotFound, meta

from holdfast.documentation.routes import demo_routes, site_routes
from holdfast.jinja import environment

GOOD, BROKEN = 0, 1
SOURCES = Path(__file__).resolve().parents[1]
NAMED_ADDRESS = re.compile(r"""\burl\(\s*["']([\w:]*\w)["']\s*[,)]""")


def templates(argv: Sequence[str]) -> int:
    """Compile every template, follow the templates and the addresses it names. Nothing is written."""
    parser = argparse.ArgumentParser("holdfast templates", description=templates.__doc__)
    parser.add_argument(
        "--check", action="store_true", help="what is done anyway; said so that the two checks read alike"
    )
    parser.parse_args(argv)
    folders = sorted(folder for folder in SOURCES.glob("*/templates") if folder.is_dir())
    names, wrong = check(folders)
    if wrong:
        sys.stderr.write("".join(f"{line}\n" for line in wrong))
        return BROKEN
    sys.stdout.write(f"{len(names)} templates compile\n")
    return GOOD


def check(folders: Sequence[Path]) -> tuple[list[str], list[str]]:
    """The templates of some folders, and what is wrong with them, a line each."""
    pages = environment(loader=FileSystemLoader(folders))
    names = sorted(path.relative_to(folder).as_posix() for folder in folders for path in files_of(folder))
    known = {route.name for route in (*site_routes(), *demo_routes())}
    return names, [line for name in names for line in faults(pages, name, known)]


def files_of(folder: Path) -> Iterator[Path]:
    """Every template of a folder."""
    return (path for path in folder.rglob("*") if path.suffix in {".html", ".txt"})


def faults(pages: Environment, name: str, known: set[str]) -> list[str]:
    """What is wrong with one template: it does not compile, or names what is not there."""
    try:
        source, file, _ = pages.loader.get_source(pages, name)
        tree = pages.parse(source, name, file)
        pages.compile(tree, name, file)
    except TemplateError as error:
        return [f"{name}: {type(error).__name__}: {error}"]
    used = {template for template in meta.find_referenced_templates(tree) if template is not None}
    lost = [f"{name}: there is no template {template}" for template in sorted(used) if not is_there(pages, template)]
    return lost + [f"{name}: there is no address {to}" for to in NAMED_ADDRESS.findall(source) if to not in known]


def is_there(pages: Environment, name: str) -> bool:
    """Whether a template of that name is found, ours or the design system's."""
    try:
        pages.loader.get_source(pages, name)
    except TemplateNotFound:
        return False
    return True
