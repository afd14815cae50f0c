"""The Jinja2 environment of every page."""

from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from jinja2 import ChoiceLoader, Environment, PackageLoader, select_autoescape

from holdfast.design.undefined import StrictNames
from holdfast.hubs import hours


def environment(**options) -> Environment:
    """Autoescaped, with the NHS design system's macros beside ours."""
    options["loader"] = ChoiceLoader([options["loader"], PackageLoader("nhsuk_frontend_jinja")])
    options["undefined"] = StrictNames
    options["autoescape"] = select_autoescape(default=True, default_for_string=True)
    env = Environment(  # noqa: S701 - autoescape is on, one line above
        **options, extensions=["jinja2.ext.i18n", "jinja2.ext.do"], trim_blocks=True, lstrip_blocks=True
    )
    env.install_gettext_callables(gettext, ngettext, newstyle=True)
    env.globals.update(url=url, static=staticfiles_storage.url, now=timezone.now)
    env.filters.update(
        day=lambda at: hours.say_day(at, timezone.now()),
        time=hours.say_time,
        by=lambda at: hours.say_by(at, timezone.now()),
        moment=lambda at: hours.say_moment(at, timezone.now()),
        time_and_day=lambda at: hours.say_time_and_day(at, timezone.now()),
        weekday=lambda at: f"{at.astimezone(hours.LONDON):%A}",
        wait=hours.say_wait,
        reference=say_reference,
    )
    return env


def url(name: str, *args, **kwargs) -> str:
    """The address of a named page."""
    return reverse(name, args=args, kwargs=kwargs)


def say_reference(reference: str) -> str:
    """A reference number in the groups it is read out in: 7KM 4TP 93."""
    return f"{reference[:3]} {reference[3:6]} {reference[6:]}".strip()
