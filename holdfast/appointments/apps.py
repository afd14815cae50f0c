from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "holdfast.appointments"
    verbose_name = "Appointments"
