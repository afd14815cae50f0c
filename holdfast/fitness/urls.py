"""Addresses of concerns about fitness to practise: about one person, and one's own. They stay in a browser's history,
so they say no more than the titles of the pages do."""

from django.urls import path

from holdfast.fitness import views

app_name = "fitness"

urlpatterns = [
    path("as-one-of-two/", views.mine, name="mine"),
    path("people/<uuid:pk>/as-one-of-two/", views.raise_concern, name="raise_concern"),
    path("as-one-of-two/<uuid:fitness_pk>/", views.one, name="one"),
    path("as-one-of-two/<uuid:fitness_pk>/add/", views.add, name="add"),
    path("as-one-of-two/<uuid:fitness_pk>/advise/", views.advise, name="advise"),
    path("as-one-of-two/<uuid:fitness_pk>/tell/", views.tell, name="tell"),
    path("as-one-of-two/<uuid:fitness_pk>/drop/", views.drop, name="drop"),
    path("as-one-of-two/<uuid:fitness_pk>/close/", views.close, name="close"),
    path("as-one-of-two/<uuid:fitness_pk>/hand-on/", views.hand_on, name="hand_on"),
    path("as-one-of-two/<uuid:fitness_pk>/name-another/", views.name_another, name="name_another"),
    path("as-one-of-two/<uuid:fitness_pk>/step-in/", views.step_in, name="step_in"),
]
