"""The job of courses: measures are asked the day before a session. Safe to run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from holdfast.courses.asking import ask_before_sessions
from holdfast.hubs.models import Hub
from holdfast.hubs.rounds import round_of_hubs


@app.periodic(cron="*/10 * * * *")
@app.task(name="ask_before_sessions", queue="mail", queueing_lock="ask_before_sessions", pass_context=False)
def ask_before_all_sessions(timestamp: int) -> None:
    """In every hub: what is asked before the sessions of the next days."""
    round_of_hubs("ask_before_sessions", ask_of)


def ask_of(hub: Hub) -> None:
    """One hub, in its scope."""
    ask_before_sessions(hub, now=timezone.now())
