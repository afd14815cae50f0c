from django.urls import path

from holdfast.onward.views import chase, link, record, signpost, steps

app_name = "onward"

urlpatterns = [
    path("people/<uuid:pk>/onward/", record.of_record, name="of_record"),
    path("people/<uuid:pk>/onward/refer/", record.write, name="write"),
    path("people/<uuid:pk>/onward/signpost/", signpost.signpost, name="signpost"),
    path("onward/chase/", chase.chase, name="chase"),
    path("onward/handouts/<uuid:pk>/", signpost.handout, name="handout"),
    path("onward/<uuid:pk>/", record.one, name="one"),
    path("onward/<uuid:pk>/edit/", record.edit, name="edit"),
    path("onward/<uuid:pk>/paper/", record.paper, name="paper"),
    path("onward/<uuid:pk>/show/", steps.show, name="show"),
    path("onward/<uuid:pk>/agreed/", steps.agree, name="agree"),
    path("onward/<uuid:pk>/send/", steps.send, name="send"),
    path("onward/<uuid:pk>/undo/", steps.undo, name="undo"),
    path("onward/<uuid:pk>/hear/", steps.hear, name="hear"),
    path("onward/<uuid:pk>/ask/", steps.ask, name="ask"),
    path("onward/<uuid:pk>/instead/", steps.instead, name="instead"),
    path("onward/<uuid:pk>/seen/", steps.see_end, name="seen"),
    path("onward/<uuid:pk>/told/", steps.tell_service, name="told"),
    path("onward/<uuid:pk>/untold/", steps.untell_service, name="untold"),
    path("onward/<uuid:pk>/withdraw/", steps.withdraw, name="withdraw"),
    # hidden from every log by holdfast/quiet_logs.py, as every address under /h/
    path("h/<slug:slug>/onward/<str:token>/", link.receive, name="receive"),
]
