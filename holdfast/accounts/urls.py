from django.urls import path

from holdfast.accounts import rota_views

app_name = "accounts"

urlpatterns = [
    path("team/", rota_views.rota, name="rota"),
    path("team/shifts/", rota_views.add_shift, name="add_shift"),
    path("team/shifts/<uuid:pk>/remove/", rota_views.remove_shift, name="remove_shift"),
]
