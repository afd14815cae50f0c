from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "holdfast.meetings"
    verbose_name = "Meetings"
