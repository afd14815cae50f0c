"""Addresses of concerns: those of one record, and the hub's open ones."""

from django.urls import path

from holdfast.safeguarding import views

app_name = "safeguarding"

urlpatterns = [
    path("concerns/", views.open_list, name="open"),
    path("people/<uuid:pk>/concerns/", views.concerns, name="concerns"),
    path("people/<uuid:pk>/concerns/add/", views.raise_concern, name="raise_concern"),
    path("people/<uuid:pk>/concerns/<uuid:concern_pk>/", views.concern, name="concern"),
    path("people/<uuid:pk>/concerns/<uuid:concern_pk>/entry/", views.add_entry, name="add_entry"),
    path("people/<uuid:pk>/concerns/<uuid:concern_pk>/close/", views.close, name="close"),
]
