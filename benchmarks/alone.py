"""Jobs that run in a process of their own, since Django is set up once in each."""

import argparse
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from benchmarks.rounds import Result
from benchmarks.stack import own_database

OPEN_SHARE = 4  # referrals, one of which at least is open


def run(job: Callable[[argparse.Namespace], Result], options: argparse.Namespace) -> Result:
    """What it measured."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(job, options).result()


def whole_return(options: argparse.Namespace) -> Result:
    """Files of facts need no database, and what counts them needs Django's settings."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "holdfast.settings"
    django.setup()
    from benchmarks import returns

    return returns.whole_return(options.facts, rounds=options.rounds, seconds=0, warm_up=0)


def return_after_news(options: argparse.Namespace) -> Result:
    """A hub of as many referrals as the other jobs have; of more where the rounds need them."""
    with own_database():
        from benchmarks import keeping, web_jobs

        web_jobs.fill_to(max(options.referrals, OPEN_SHARE * keeping.NEW * options.rounds))
        return keeping.after_news(options.rounds)
