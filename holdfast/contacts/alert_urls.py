"""The addresses of alerts. They stand here, not in `holdfast/alerts`, because the page about one alert shows the
record and closes with the referral's next action: it needs the journey, which alerts must not import."""

from django.urls import path

from holdfast.alerts import views
from holdfast.contacts import alert_views
from holdfast.referrals import views as referral_views

app_name = "alerts"

urlpatterns = [
    path("alerts/", views.alerts, name="list"),
    path("alerts/banner/", views.banner, name="banner"),
    path("alerts/reckoning/", referral_views.reckoning, name="reckoning"),
    path("alerts/<uuid:pk>/", alert_views.alert, name="alert"),
    path("alerts/<uuid:pk>/take/", views.take, name="take"),
    path("alerts/<uuid:pk>/hand-on/", views.hand_on, name="hand_on"),
    path("alerts/<uuid:pk>/close/", alert_views.close, name="close"),
]
