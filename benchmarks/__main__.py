"""`python -m benchmarks [JOB …] [--rounds N]`, `python -m benchmarks grow [JOB …]`: measure, print, keep figures."""

import argparse
import sys
from collections.abc import Callable, Sequence

from benchmarks import alone, race, report, scoring, starting
from benchmarks.growth import grow
from benchmarks.rounds import Result
from benchmarks.stack import Stack, whole_stack

WEB = ("submit", "submit-alert", "pair", "work-list", "search", "my-referrals", "own-pages", "own-log")
DIARY = ("book", "free-slots")
ON_THE_STACK = (*WEB, *DIARY, "memory", "import")
JOBS = (*ON_THE_STACK, "race", "score", "score-file", "return", "return-news", "start")
GROW = {"submit": "referrals", "work-list": "referrals", "book": "appointments", "free-slots": "appointments"}
PEOPLE_SHARE = 8  # appointments of a person, while the diaries grow
WARM_UP_SECONDS = 10.0


def main(argv: Sequence[str]) -> int:
    """Measure. Exit code 1: a goal was missed."""
    options = read_options(argv)
    chosen = list(options.jobs) or list(JOBS)
    results, database = [], {}
    if "grow" in chosen:
        with whole_stack() as stack:
            database, results = stack.settings(), growing(stack, options)
    elif on_the_stack := [job for job in JOBS if job in chosen and job in ON_THE_STACK]:
        with whole_stack() as stack:
            database = stack.settings()
            fill_to(options.referrals)
            results += [said(on_stack(name, stack, options)) for name in on_the_stack]
    results += [said(job(options)) for name, job in ALONE.items() if name in chosen]
    sys.stdout.write("\n" + report.write(results, report.surroundings(database)))
    return int(any(result.met is False for result in results))


def read_options(argv: Sequence[str]) -> argparse.Namespace:
    """What the command is told."""
    parser = argparse.ArgumentParser("holdfast bench", description="Measure each job beside its floor.")
    parser.add_argument("jobs", nargs="*", metavar="JOB", help=f"{', '.join(JOBS)}, or grow; default: all but grow")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of job and floor (default 5)")
    parser.add_argument("--seconds", type=float, default=5, help="of each side in a round (default 5)")
    parser.add_argument("--warm-up", type=float, default=WARM_UP_SECONDS, help="seconds before (default 10)")
    parser.add_argument("--referrals", type=int, default=10_000, help="in the hub beforehand (default 10,000)")
    parser.add_argument("--appointments", type=int, default=40_000, help="in its diaries, for their jobs (40,000)")
    parser.add_argument("--sizes", default="10000,1000000", help="referrals of grow (default 10000,1000000)")
    parser.add_argument("--diaries", default="40000,1000000", help="appointments of grow (default 40000,1000000)")
    parser.add_argument("--rows", type=int, default=10_000_000, help="of score-file (default 10,000,000)")
    parser.add_argument("--lines", type=int, default=100_000, help="of the file of import (default 100,000)")
    parser.add_argument("--facts", type=int, default=1_000_000, help="of return (default 1,000,000)")
    options = parser.parse_args(argv)
    if unknown := set(options.jobs) - {*JOBS, "grow"}:
        parser.error(f"there is no job {', '.join(sorted(unknown))}")
    if "grow" in options.jobs and not {*options.jobs} <= {"grow", *GROW}:
        parser.error(f"these grow: {', '.join(GROW)}")
    return options


def timing(options: argparse.Namespace) -> dict:
    """How long everything takes."""
    return {"rounds": options.rounds, "seconds": options.seconds, "warm_up": options.warm_up}


def on_stack(name: str, stack: Stack, options: argparse.Namespace) -> Result:
    """One job of the pages."""
    from benchmarks import diary_jobs, door_jobs, importing, web_jobs

    hub = web_jobs.own_hub()
    if name in DIARY:
        diary_jobs.fill_diaries_to(options.appointments)
    jobs: dict[str, Callable[[], Result]] = {
        "submit": lambda: web_jobs.submitting(stack, hub, **timing(options)),
        "submit-alert": lambda: web_jobs.submitting(stack, hub, safe_now="no", **timing(options)),
        "pair": lambda: web_jobs.answering(stack, hub, **timing(options)),
        "work-list": lambda: web_jobs.listing(stack, hub, **timing(options)),
        "search": lambda: door_jobs.searching(stack, hub, **timing(options)),
        "my-referrals": lambda: door_jobs.my_referrals(stack, hub, **timing(options)),
        "own-pages": lambda: door_jobs.own_pages(stack, hub, **timing(options)),
        "own-log": lambda: door_jobs.own_log(stack, hub, **timing(options)),
        "book": lambda: diary_jobs.booking(stack, hub, **timing(options)),
        "free-slots": lambda: diary_jobs.free_slots(stack, hub, **timing(options)),
        "import": lambda: importing.importing(hub, options.lines),
        "memory": lambda: starting.memory(stack),
    }
    return jobs[name]()


def fill_to(number: int) -> None:
    """Fill the hub until it has that many referrals."""
    from benchmarks import web_jobs

    web_jobs.fill_to(number)


def growing(stack: Stack, options: argparse.Namespace) -> list[Result]:
    """The jobs that are to cost the same in a hub of a million, size after size of what each grows with."""
    chosen = [name for name in GROW if name in options.jobs] or list(GROW)
    found: list[Result] = []
    for unit, sizes, fill in (
        ("referrals", options.sizes, fill_to),
        ("appointments", options.diaries, lambda size: grown_diaries(size, options)),
    ):
        jobs = [name for name in chosen if GROW[name] == unit]
        if jobs:
            numbers = sorted(int(size) for size in sizes.split(","))
            found += grow(
                numbers, unit, fill, lambda jobs=jobs: [said(on_stack(name, stack, options)) for name in jobs]
            )
    return found


def grown_diaries(number: int, options: argparse.Namespace) -> None:
    """Fill the diaries; people grow with them, as they do in a hub."""
    fill_to(max(options.referrals, number // PEOPLE_SHARE))
    options.appointments = number


ALONE: dict[str, Callable[[argparse.Namespace], Result]] = {
    "score": lambda options: scoring.one_by_one(**timing(options)),
    "score-file": lambda options: scoring.whole_file(options.rows, rounds=min(3, options.rounds), seconds=0, warm_up=0),
    "return": lambda options: alone.run(alone.whole_return, options),
    "return-news": lambda options: alone.run(alone.return_after_news, options),
    "race": lambda options: race.as_job(),
    "start": lambda options: starting.second_start(),
}


def said(result: Result) -> Result:
    """Say on stderr that a job is done: the whole takes minutes."""
    sys.stderr.write(f"{report.paragraph(result)}\n")
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
