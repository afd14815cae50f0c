from django.urls import path

from holdfast.outreach import views

app_name = "outreach"

urlpatterns = [
    path("teams/", views.teams, name="teams"),
    path("teams/<uuid:pk>/", views.team, name="team"),
    path("teams/<uuid:pk>/take/", views.take, name="take"),
    path("teams/<uuid:pk>/hand-back/", views.hand_back, name="hand_back"),
    path("teams/<uuid:pk>/call/", views.log_call, name="log_call"),
    path("teams/<uuid:pk>/call/<uuid:call_pk>/undo/", views.undo_call, name="undo_call"),
    path("teams/<uuid:pk>/close/", views.close, name="close"),
    path("teams/<uuid:pk>/reopen/", views.reopen, name="reopen"),
]
