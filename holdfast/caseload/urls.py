"""Addresses of the caseload: today, the people, one person, emergencies, names, joins, leave, unusual reading."""

from django.urls import path

from holdfast.caseload.views import covers, desk, emergencies, joins, names, owner, people, person, reading, today

app_name = "caseload"

urlpatterns = [
    path("today/", today.today, name="today"),
    path("people/", people.people, name="people"),
    path("people/<uuid:pk>/", person.person, name="person"),
    path("people/<uuid:pk>/answers/", person.answers, name="answers"),
    path("people/<uuid:pk>/alert/", person.raise_alert, name="raise_alert"),
    path("people/<uuid:pk>/owner/", owner.allocate, name="allocate"),
    path("people/<uuid:pk>/at-risk/", person.add_at_risk, name="add_at_risk"),
    path("people/<uuid:pk>/same/", joins.same, name="same"),
    path("people/<uuid:pk>/same/<uuid:join_pk>/agree/", joins.agree, name="agree"),
    path("people/<uuid:pk>/same/<uuid:join_pk>/refuse/", joins.refuse, name="refuse"),
    path("people/<uuid:pk>/same/<uuid:join_pk>/separate/", joins.separate, name="separate"),
    path("joins/", joins.joins, name="joins"),
    path("team/cover/", covers.covers, name="covers"),
    path("team/cover/<uuid:pk>/end/", covers.end_cover, name="end_cover"),
    path("unusual-reading/", reading.readings, name="readings"),
    path("unusual-reading/<uuid:pk>/", reading.reading, name="reading"),
    path("emergency/", emergencies.emergency, name="emergency"),
    path("emergency/reviews/", emergencies.reviews, name="reviews"),
    path("emergency/reviews/<uuid:pk>/", emergencies.review, name="review"),
    path("names/", names.names, name="names"),
    path("names/<uuid:pk>/", names.settle_name, name="settle_name"),
    path("names/<uuid:pk>/release/", names.release, name="release"),
    path("hub-desk/", desk.hub, name="hub"),
]
