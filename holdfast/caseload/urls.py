"""Addresses of the caseload: today, the people, one person, emergencies, names."""

from django.urls import path

from holdfast.caseload.views import desk, emergencies, names, people, person, today

app_name = "caseload"

urlpatterns = [
    path("today/", today.today, name="today"),
    path("people/", people.people, name="people"),
    path("people/<uuid:pk>/", person.person, name="person"),
    path("people/<uuid:pk>/answers/", person.answers, name="answers"),
    path("people/<uuid:pk>/alert/", person.raise_alert, name="raise_alert"),
    path("people/<uuid:pk>/at-risk/", person.add_at_risk, name="add_at_risk"),
    path("emergency/", emergencies.emergency, name="emergency"),
    path("emergency/reviews/", emergencies.reviews, name="reviews"),
    path("emergency/reviews/<uuid:pk>/", emergencies.review, name="review"),
    path("names/", names.names, name="names"),
    path("names/<uuid:pk>/", names.settle_name, name="settle_name"),
    path("hub-desk/", desk.hub, name="hub"),
]
