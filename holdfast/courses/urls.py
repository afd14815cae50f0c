from django.urls import path

from holdfast.courses.views import protocols, sessions

app_name = "courses"

record = "people/<uuid:pk>/sessions/"
urlpatterns = [
    path("team/courses/", protocols.protocols, name="protocols"),
    path("team/courses/add/", protocols.add_protocol, name="add_protocol"),
    path("team/courses/one/", protocols.protocol, name="protocol"),
    path(record, sessions.of_record, name="of_record"),
    path(f"{record}agree/", sessions.agree, name="agree"),
    path(f"{record}start/", sessions.start, name="start"),
    path(f"{record}hand-on/", sessions.hand_on, name="hand_on"),
    path(f"{record}extend/", sessions.extend, name="extend"),
    path(f"{record}end/", sessions.end, name="end"),
    path(f"{record}note/", sessions.write_note, name="write_note"),
    path(f"{record}note/correct/", sessions.correct_note, name="correct_note"),
]
