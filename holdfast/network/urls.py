from django.urls import path

from holdfast.network.views import offers, record

app_name = "network"

urlpatterns = [
    path("people/<uuid:pk>/transfer/", record.of_record, name="of_record"),
    path("people/<uuid:pk>/transfer/prepare/", record.prepare, name="prepare"),
    path("people/<uuid:pk>/transfer/agreed/", record.agree, name="agree"),
    path("people/<uuid:pk>/transfer/offer/", record.offer, name="offer"),
    path("people/<uuid:pk>/transfer/withdraw/", record.withdraw, name="withdraw"),
    path("people/<uuid:pk>/transfer/told/", record.tell_hub, name="told"),
    path("people/<uuid:pk>/transfer/untold/", record.untell_hub, name="untold"),
    path("transfers/", offers.offers, name="offers"),
    path("transfers/<uuid:pk>/", offers.one, name="one"),
    path("transfers/<uuid:pk>/accept/", offers.accept, name="accept"),
    path("transfers/<uuid:pk>/refuse/", offers.refuse, name="refuse"),
]
