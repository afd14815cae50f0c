from django.urls import path

from holdfast.meetings import views

app_name = "meetings"

urlpatterns = [
    path("meetings/", views.meetings, name="meetings"),
    path("meetings/<uuid:pk>/", views.meeting, name="meeting"),
    path("meetings/<uuid:pk>/come/", views.come, name="come"),
    path("meetings/<uuid:pk>/go/", views.go, name="go"),
    path("meetings/<uuid:pk>/minutes/close/", views.close_minutes, name="close_minutes"),
    path("meetings/<uuid:pk>/call-off/", views.call_off, name="call_off"),
    path("people/<uuid:pk>/meeting/", views.ask, name="ask"),
    path("questions/<uuid:pk>/", views.discussion, name="discussion"),
    path("questions/<uuid:pk>/withdraw/", views.withdraw_question, name="withdraw_question"),
]
