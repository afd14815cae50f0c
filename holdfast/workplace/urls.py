"""Addresses of a person's work, as staff see it. The partner's are in `partners`, the person's own in `portal`."""

from django.urls import path

from holdfast.workplace.views import record, steps

app_name = "workplace"

work = "people/<uuid:pk>/workplace/"
one = f"{work}<uuid:statement_pk>/"
urlpatterns = [
    path(work, record.of_record, name="of_record"),
    path(f"{work}state/", record.note_state, name="note_state"),
    path(f"{work}write/", record.write, name="write"),
    path(one, record.one, name="one"),
    path(f"{one}rewrite/", record.rewrite, name="rewrite"),
    path(f"{one}agreed/", steps.agree, name="agree"),
    path(f"{one}leave/", steps.leave, name="leave"),
    path(f"{one}link/", steps.give_link, name="give_link"),
    path(f"{one}step/", steps.do_step, name="do_step"),
    path(f"{one}waited/", steps.end_ask, name="end_ask"),
    path(f"{one}read/", steps.read_reply, name="read_reply"),
]
