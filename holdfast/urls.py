"""Every address. Each view declares who may pass (holdfast/accounts/gate.py); a test walks them all."""

from django.conf import settings
from django.urls import include, path

from holdfast.design import views as design

urlpatterns = [
    path("", include("holdfast.front_door.urls")),
    path("health/", design.health, name="health"),
]
urlpatterns.append(path("", include("holdfast.contacts.alert_urls")))  # alerts: the page needs the journey
for app in (
    "monitoring",
    "portal",
    "partners",
    "outreach",
    "support_line",
    "safeguarding",
    "fitness",
    "research",
    "desk",
    "caseload",
    "triage",
    "contacts",
    "network",
    "outcomes",
    "workplace",
    "onward",
    "courses",
    "waiting",
    "directory",
    "letters",
    "appointments",
    "meetings",
    "assessments",
    "coordination",
    "diary",
    "workforce",
    "accounts",
):
    urlpatterns.append(path("", include(f"holdfast.{app}.urls")))
urlpatterns.append(path("", include("holdfast.accounts.sign_in_urls")))
if settings.DEMO:
    urlpatterns.append(path("demo/", include("holdfast.demo.urls")))

handler400 = "holdfast.front_door.errors.bad_request"
handler403 = "holdfast.front_door.errors.not_found"
handler404 = "holdfast.front_door.errors.not_found"
handler500 = "holdfast.front_door.errors.failed"
