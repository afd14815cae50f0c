from django.urls import path

from holdfast.contacts import views

app_name = "contacts"

urlpatterns = [
    path("people/<uuid:pk>/contact/", views.log, name="log"),
    path("people/<uuid:pk>/contact/check/", views.check, name="check"),
    path("people/<uuid:pk>/contact/check/undo/", views.undo_check, name="undo_check"),
    path("people/<uuid:pk>/contact/told/", views.tell, name="tell"),
    path("people/<uuid:pk>/contact/<uuid:attempt_pk>/undo/", views.undo, name="undo"),
]
