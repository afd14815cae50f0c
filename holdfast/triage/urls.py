from django.urls import path

from holdfast.triage import views

app_name = "triage"

urlpatterns = [
    path("people/<uuid:pk>/decide/", views.decide, name="decide"),
    path("people/<uuid:pk>/decide/<uuid:decision_pk>/sign/", views.sign, name="sign"),
    path("people/<uuid:pk>/decide/<uuid:decision_pk>/send-back/", views.send_back, name="send_back"),
    path("people/<uuid:pk>/decide/<uuid:decision_pk>/undo/", views.undo, name="undo"),
    path("triage/rules/", views.rule_set, name="rules"),
]
