"""The demo's door asks for no key, so it must not exist anywhere else."""

import os
import subprocess
import sys

from django.apps import apps
from django.conf import settings
from django.urls import NoReverseMatch, get_resolver, reverse

ROUTES = "import django; django.setup(); from django.urls import reverse; print(reverse('demo:doors'))"


def test_outside_the_demo_there_is_no_door(client, db):
    assert settings.DEMO is False
    assert not apps.is_installed("holdfast.demo")
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/enter/01999999-0000-7000-8000-000000000000/").status_code == 404


def test_outside_the_demo_no_route_leads_there():
    assert [str(entry.pattern) for entry in get_resolver().url_patterns if "demo" in str(entry.pattern)] == []
    try:
        reverse("demo:doors")
    except NoReverseMatch:
        return
    raise AssertionError("demo:doors has an address")


def test_in_the_demo_the_door_is_there():
    environment = {**os.environ, "HOLDFAST_DEMO": "1", "DJANGO_SETTINGS_MODULE": "holdfast.settings"}
    found = subprocess.run([sys.executable, "-c", ROUTES], env=environment, capture_output=True, text=True, check=True)

    assert found.stdout == "/demo/\n"


def test_only_the_word_1_switches_the_demo_on():
    for value in ("", "0", "true", "yes"):
        environment = {**os.environ, "HOLDFAST_DEMO": value, "DJANGO_SETTINGS_MODULE": "holdfast.settings"}
        asked = subprocess.run(
            [sys.executable, "-c", "from django.conf import settings; print(settings.DEMO)"],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert asked.stdout == "False\n"
