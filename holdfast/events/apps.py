from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "holdfast.events"
    verbose_name = "Events"
