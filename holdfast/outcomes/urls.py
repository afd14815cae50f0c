from django.urls import path

from holdfast.outcomes.views import end, record

app_name = "outcomes"

outcome = "people/<uuid:pk>/outcome/"
urlpatterns = [
    path(outcome, record.of_record, name="of_record"),
    path(f"{outcome}follow-up/", record.monitor, name="monitor"),
    path(f"{outcome}support-again/", record.support_again, name="support_again"),
    path(f"{outcome}came-of-it/", record.settle, name="settle"),
    path(f"{outcome}work/", record.say_work, name="say_work"),
    path(f"{outcome}reopen/", record.reopen, name="reopen"),
    path(f"{outcome}discharge/", end.discharge, name="discharge"),
    path(f"{outcome}discharge/undo/", end.undo_discharge, name="undo_discharge"),
    path(f"{outcome}death/", end.death, name="death"),
    path(f"{outcome}death/undo/", end.undo_death, name="undo_death"),
]
