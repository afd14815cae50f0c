from django.urls import path

from holdfast.directory.views import gaps, keeping, public, reading

app_name = "directory"

urlpatterns = [
    path("directory/", reading.services, name="services"),
    path("directory/print/", reading.printed, name="printed"),
    path("directory/add/", keeping.add, name="add"),
    path("directory/reviews/", reading.reviews, name="reviews"),
    path("directory/missing/", gaps.gaps, name="gaps"),
    path("directory/missing/<uuid:pk>/", gaps.gap, name="gap"),
    path("directory/missing/<uuid:pk>/again/", gaps.meet, name="meet"),
    path("directory/missing/<uuid:pk>/propose/", gaps.propose, name="propose"),
    path("directory/missing/<uuid:pk>/decide/", gaps.decide, name="decide"),
    path("directory/missing/<uuid:pk>/close/", gaps.close, name="close_gap"),
    path("directory/<uuid:pk>/", reading.service, name="service"),
    path("directory/<uuid:pk>/change/", keeping.change, name="change"),
    path("directory/<uuid:pk>/confirm/", keeping.confirm, name="confirm"),
    path("directory/<uuid:pk>/end/", keeping.end, name="end"),
    path("directory/<uuid:pk>/bring-back/", keeping.bring_back, name="bring_back"),
    path("hub/<slug:slug>/services/", public.public_services, name="public_services"),
]
