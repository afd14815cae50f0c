from django.urls import path

from holdfast.waiting import views

app_name = "waiting"

urlpatterns = [
    path("people/waiting/", views.waiting, name="waiting"),
    path("team/waiting/", views.rhythm, name="rhythm"),
    path("people/<uuid:pk>/waiting/", views.of_record, name="of_record"),
    path("people/<uuid:pk>/waiting/expect/", views.expect, name="expect"),
]
