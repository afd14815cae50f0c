from django.urls import path

from holdfast.research import views

app_name = "research"

urlpatterns = [
    path("people/<uuid:pk>/research/", views.of_record, name="of_record"),
    path("people/<uuid:pk>/research/out/", views.opt_out, name="opt_out"),
    path("people/<uuid:pk>/research/withdraw/", views.withdraw, name="withdraw"),
]
