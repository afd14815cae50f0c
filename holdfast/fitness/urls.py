"""Addresses of concerns about fitness to practise: about one person, and one's own."""

from django.urls import path

from holdfast.fitness import views

app_name = "fitness"

urlpatterns = [
    path("fitness/", views.mine, name="mine"),
    path("people/<uuid:pk>/fitness/", views.raise_concern, name="raise_concern"),
    path("fitness/<uuid:fitness_pk>/", views.one, name="one"),
    path("fitness/<uuid:fitness_pk>/add/", views.add, name="add"),
    path("fitness/<uuid:fitness_pk>/advise/", views.advise, name="advise"),
    path("fitness/<uuid:fitness_pk>/tell/", views.tell, name="tell"),
    path("fitness/<uuid:fitness_pk>/close/", views.close, name="close"),
    path("fitness/<uuid:fitness_pk>/hand-on/", views.hand_on, name="hand_on"),
    path("fitness/<uuid:fitness_pk>/name-another/", views.name_another, name="name_another"),
    path("fitness/<uuid:fitness_pk>/step-in/", views.step_in, name="step_in"),
]
