"""Jobs of appointments: what nobody can let happen any more ends by itself. Safe to run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from holdfast.appointments.kept_out import end_unsettled
from holdfast.hubs.models import Hub
from holdfast.hubs.rounds import round_of_hubs


@app.periodic(cron="*/5 * * * *")
@app.task(name="end_unsettled_appointments", queue="alerts", queueing_lock="end_unsettled_appointments",
          pass_context=False)  # fmt: skip
def end_unsettled_appointments(timestamp: int) -> None:
    """In every hub: appointments that come before it is known whom their person keeps out."""
    round_of_hubs("end_unsettled_appointments", end_unsettled_of)


def end_unsettled_of(hub: Hub) -> None:
    """One hub, in its scope."""
    end_unsettled(hub, now=timezone.now())
