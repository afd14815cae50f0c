"""What is started works every queue, and nobody's alert waits behind what takes minutes."""

from collections import Counter

from procrastinate.contrib.django import app

from holdfast.start import QUEUES, queue_workers

OWN = "builtin"
"""The library's own tasks, which nobody queues here."""


def test_every_queue_of_ours_has_one_worker():
    app.perform_import_paths()
    ours = {task.queue for task in app.tasks.values()} - {OWN}

    assert Counter(queue for queues in QUEUES.values() for queue in queues) == dict.fromkeys(ours, 1)


def test_figures_are_worked_apart_from_alerts_and_mail():
    worked = {child.name: child.argv[-1].split(",") for child in queue_workers()}

    assert {"alerts", "mail"} <= set(worked["worker"])
    assert worked["figures"] == ["figures"]
