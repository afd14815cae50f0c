"""What there is to try: every address of the site, and the boxes of every form that its pages show.

The boxes are read from Django's own form objects while the pages make them, and from the HTML, which knows the buttons
and the hidden ones too. What comes out is plain data, so that another process can make requests from it.
"""

import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

from django import forms
from django.urls import Resolver404, resolve, reverse
from django.urls.exceptions import NoReverseMatch

import holdfast
from holdfast.design.forms import DayField
from holdfast.design.moments import MomentField
from holdfast.documentation.routes import Route, site_routes
from holdfast.front_door import questions, team_said
from holdfast.front_door.more_views import FORMS
from holdfast.partners.questions import MAKES
from tests.authorisation.policy import DOES
from tests.fuzz.serving import taken_back
from tests.fuzz.shapes import Box, Field, Target
from tests.fuzz.world import Actor, World

STAFF = ("a lead", "a referrer")
PUBLIC = {
    "front_door": ("a person with a draft", "a person who has asked", "a team with a draft"),
    "portal": ("a person on their own pages", "a person who has asked", "a lead"),
    "partners": (
        "a referrer with a draft", "a manager who may name somebody", "a referrer who has shown their address"
    ),
}  # fmt: skip
SIGNING_IN = ("a member who has just confirmed", "a member before the code", "nobody")
LOOK = {"staff": STAFF, "signed in": SIGNING_IN, "anyone": SIGNING_IN}
KEYS = {
    "front_door:question": (*questions.KEYS, "nothing"), "front_door:team_question": (*team_said.KEYS, "nothing"),
    "front_door:part": (*FORMS, "nothing"), "front_door:questionnaire": ("phq9", "gad7"),
    "front_door:article": ("low-mood", "nothing"), "partners:question": (*MAKES, "nothing"),
}  # fmt: skip
QUERY = re.compile(r"GET(?:\.get\(|\[)\"(\w+)\"")


def field_of(world: World, *, most: int) -> Field:
    """What can be tried in this world."""
    actors = [actor.name for actor in world.actors]
    return Field(survey(world, most=most), actors, world.parts, world.known, query_names())


def survey(world: World, *, most: int) -> list[Target]:
    """Look at every address as whoever it may open to. Nothing that is asked here stays done.

    Args:
        most: how many addresses of one route are looked at for forms.
    """
    targets = {}
    for route in site_routes():
        paths = list(dict.fromkeys(paths_of(route, world)))
        known = targets.setdefault(route.name, Target(route.name, route.address, route.who.kind))
        known.paths += paths
    by_name = {actor.name: actor for actor in world.actors}
    for target in targets.values():
        lookers = [by_name[name] for name in lookers_of(target)]
        for path in target.paths[:most]:
            look(target, path, lookers, targets)
        target.openers = sorted(set(target.openers))
    return sorted(targets.values(), key=lambda target: target.name)


def lookers_of(target: Target) -> tuple[str, ...]:
    """Whoever may see a page, the likeliest first."""
    return LOOK.get(target.kind) or PUBLIC.get(target.name.partition(":")[0], ("nobody",))


def paths_of(route: Route, world: World) -> Iterator[str]:
    """Addresses of a route whose arguments belong together, as far as we know any that do."""
    named = set(re.findall(r"{(\w+)}", route.address))
    public = {
        "slug": ["tidewater"], "key": KEYS.get(route.name, ()), "page": ["1", "2"],
        "period": ["2026-Q2"], "form": ["csv"],
        "token": [world.tokens[route.name]] if route.name in world.tokens else [],
    }  # fmt: skip
    about = DOES.get(route.name, ((), ""))[1] or "record"
    found = [args for args in world.arguments[about] if args.keys() == named]
    if named <= public.keys():
        found = [dict(zip(named, values, strict=True)) for values in itertools.product(*(public[n] for n in named))]
    elif "slug" in named:
        guessed = [{"slug": "tidewater", "pk": pk} for pk in world.parts["pk"][:3]]
        found = [*world.theirs.get(route.name, ()), *guessed]
    for args in found:
        try:
            yield reverse(route.name, kwargs=args)
        except NoReverseMatch:  # a number is asked for
            yield reverse(route.name, kwargs=dict.fromkeys(args, 1))


def look(target: Target, path: str, lookers: list[Actor], targets: dict[str, Target]) -> None:
    """Read the forms of one address: as it is shown, and as it is shown again when nothing was filled in."""
    for actor in lookers:
        if any(looked(target, path, actor, method, targets) for method in ("get", "post")):
            return


def looked(target: Target, path: str, actor: Actor, method: str, targets: dict[str, Target]) -> bool:
    """Whether a page came of it, whose boxes are noted then."""
    with forms_made() as made, taken_back():
        response = getattr(actor.browser(), method)(path)
        target.takes_forms |= method == "post" and response.status_code != 405
        if response.status_code >= 300 or response.streaming:
            return False
        target.openers.append(actor.name)
        boxes = {box.name: box for form in made for box in boxes_of(form)}
        target.boxes |= {name: box for name, box in boxes.items() if name not in target.boxes}
        read_page(response.content.decode(errors="replace"), path, boxes, actor, targets)  # a letter is a PDF
        return True


def read_page(body: str, path: str, boxes: dict[str, Box], actor: Actor, targets: dict[str, Target]) -> None:
    """Note the boxes of each form in the page at the address that the form is sent to."""
    for action, found in forms_in(body):
        try:
            name = resolve(urlsplit(action).path or path).view_name
        except Resolver404:
            continue
        if name not in targets:
            continue
        target = targets[name]
        target.openers.append(actor.name)
        target.takes_forms = True
        for box in found:
            known = target.boxes.get(box.name) or boxes.get(box.name) or box
            target.boxes[box.name] = replace(known, choices=tuple(dict.fromkeys(known.choices + box.choices))[:40])


@contextmanager
def forms_made() -> Iterator[list[forms.BaseForm]]:
    """Every form that is made while the block runs."""
    made: list[forms.BaseForm] = []
    real = forms.BaseForm.__init__

    def noting(self, *args, **options):
        real(self, *args, **options)
        made.append(self)

    with patch.object(forms.BaseForm, "__init__", noting):
        yield made


def boxes_of(form: forms.BaseForm) -> Iterator[Box]:
    """The boxes of a form, those of a date one by one."""
    for name, each in form.fields.items():
        html_name = form.add_prefix(name)
        longest = getattr(each, "max_length", None)
        if isinstance(each, forms.MultiValueField):
            for number, part in enumerate(each.fields):
                longest = getattr(part, "max_length", None)
                yield Box(
                    f"{html_name}_{number}", f"{kind_of(each)} {number}", choices_of(part), longest, each.required
                )
            continue
        yield Box(html_name, kind_of(each), choices_of(each), longest, each.required)


KINDS = (
    (forms.FileField, "file"), (DayField, "day"), (MomentField, "moment"),
    (forms.MultipleChoiceField, "many"), (forms.ChoiceField, "one"),
    (forms.ModelChoiceField, "one"), (forms.BooleanField, "yes"), (forms.EmailField, "email"),
    (forms.JSONField, "json"), (forms.DateField, "date"), (forms.TimeField, "time"),
    (forms.DecimalField, "number"), (forms.FloatField, "number"), (forms.IntegerField, "number"),
    (forms.UUIDField, "uuid"),
)  # fmt: skip


def kind_of(each: forms.Field) -> str:
    """What goes into a field: by its class, else by what its box asks for."""
    kind = next((kind for cls, kind in KINDS if isinstance(each, cls)), "")
    asks = each.widget.attrs.get("inputmode") or getattr(each.widget, "input_type", "")
    return kind or {"tel": "phone", "numeric": "code", "email": "email", "password": "password"}.get(asks, "text")


def choices_of(each: forms.Field) -> tuple[str, ...]:
    """What a field offers, groups opened."""
    found: list[str] = []
    for value, words in getattr(each, "choices", ()):
        found += [str(inner) for inner, _ in words] if isinstance(words, list | tuple) else [str(value)]
    return tuple(found[:40])


class FormsIn(HTMLParser):
    """Reads forms, their boxes and buttons out of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[Box]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.found.append((given.get("action") or "", []))
        elif tag in {"input", "button", "select", "textarea"} and given.get("name") and self.found:
            choices = (given["value"],) if given.get("value") else ()
            kind = "file" if given.get("type") == "file" else "text"
            if given["name"] != "csrfmiddlewaretoken":
                self.found[-1][1].append(Box(given["name"], kind, choices))


def forms_in(body: str) -> list[tuple[str, list[Box]]]:
    """Where each form of a page is sent, and its boxes."""
    reader = FormsIn()
    reader.feed(body)
    return reader.found


def query_names() -> list[str]:
    """What the views read from the address after its question mark."""
    views = Path(holdfast.__file__).parent.rglob("*.py")
    return sorted({name for path in views for name in QUERY.findall(path.read_text())})
