from django.urls import path

from holdfast.workforce import views

app_name = "workforce"

urlpatterns = [
    path("team/profiles/", views.profiles, name="profiles"),
    path("team/profiles/<uuid:pk>/", views.profile, name="profile"),
    path("team/assessors/", views.rule, name="rule"),
]
