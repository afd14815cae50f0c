from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "holdfast.directory"
    verbose_name = "Directory"
