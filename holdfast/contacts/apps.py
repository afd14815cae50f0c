from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "holdfast.contacts"
    verbose_name = "Contacts"
