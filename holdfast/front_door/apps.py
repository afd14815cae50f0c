from django.apps import AppConfig


class FrontDoorConfig(AppConfig):
    name = "holdfast.front_door"
    verbose_name = "Front door"
