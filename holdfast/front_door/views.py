"""Public pages that need no form: start, what to expect, help now, reading."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from holdfast.accounts.gate import about_hub, anyone
from holdfast.front_door import articles, choosing, cookies, help_lines
from holdfast.front_door.page_texts import PAGE_TEXTS, html
from holdfast.front_door.page_values import links_of, values_of
from holdfast.hubs.choice import search_hubs
from holdfast.hubs.hours import WeeklyHours, london_day
from holdfast.people.names import search_words

LONGEST_SEARCH = 200


@require_safe
@anyone
def home(request):
    """Find a hub by employer or place; without a search, every hub that takes requests."""
    now = timezone.now()
    asked = request.GET.get("q", "")[:LONGEST_SEARCH].replace("\0", "").strip()
    found = search_hubs(search_words(asked), today=london_day(now)) if asked else None
    context = {
        "title": "Staff support",
        "q": asked,
        "found": choosing.all_found(found.found, now=now) if found else [],
        "unserved": found.unserved if found else (),
        "hubs": [] if found and found.found else choosing.as_ways(choosing.every_hub(now=now)),
    }
    return render(request, "front_door/home.html", context)


@require_safe
@about_hub
def start(request):
    """A hub's first page."""
    terms, now = request.hub.current, timezone.now()
    hours = WeeklyHours.from_rows(terms.watched_hours)
    context = {
        "neighbours": choosing.as_ways(choosing.choosable(request.hub, now=now)),
        "title": "Staff support",
        "hero": True,
        "values": values_of(request.hub),
        "is_watched": hours.is_open(now),
        "lines": help_lines.now(),
    }
    return render(request, "front_door/start.html", context)


@require_safe
@about_hub
def page_text(request, key):
    """One of the long texts, filled in from the hub's terms."""
    text = PAGE_TEXTS.get(key)
    if text is None:
        raise Http404
    words = html(text, links=links_of(request.hub), values=values_of(request.hub))
    context = {
        "title": text.title, "text": text, "words": words, "key": key,
        "back": reverse("front_door:start", args=[request.hub.slug]),
    }  # fmt: skip
    return render(request, "front_door/page_text.html", context)


def text_page(key):
    """The view of one long text, so that each page has its own address and name."""

    def view(request, slug):
        return page_text(request, slug, key)

    view.who = page_text.who
    return view


@require_safe
@anyone
def help_now(request):
    """Who to reach at once. Needs no hub and no database."""
    return render(request, "design/help_now.html", help_context())


@require_safe
@about_hub
def help_now_at_hub(request):
    """Who to reach at once, with the hub's own number in its hours."""
    hours = WeeklyHours.from_rows(request.hub.current.open_hours)
    return render(request, "front_door/help_now.html", {**help_context(), "is_open": hours.is_open(timezone.now())})


def help_context() -> dict:
    """The lines of both pages."""
    return {
        "title": "Help now",
        "numbers": help_lines.now(),
        "others": help_lines.without_speaking(),
        "leave_href": reverse("front_door:leave"),
    }


@require_safe
@about_hub
def information(request):
    """Information and self-help, with a search that asks nobody."""
    words = request.GET.get("q", "")[:200].replace("\0", "")
    found = articles.search(words) if words.strip() else []
    context = {
        "title": "Information and self-help",
        "q": words,
        "found": found,
        "help_first": any(article.help_first for article in found[:3]),
        "topics": [
            (label, [a for a in articles.ARTICLES if key in a.topics]) for key, label in articles.TOPICS.items()
        ],
        "lines": help_lines.now(),
        "back": reverse("front_door:start", args=[request.hub.slug]),
    }
    return render(request, "front_door/information.html", context)


@require_safe
@about_hub
def article(request, key):
    """One article."""
    found = articles.find(key)
    if found is None:
        raise Http404
    context = {
        "title": found.title,
        "article": found,
        "words": articles.html(found, links_of(request.hub)),
        "lines": help_lines.now(),
        "related": articles.related(found),
        "back": reverse("front_door:information", args=[request.hub.slug]),
    }
    return render(request, "front_door/article.html", context)


@require_safe
@anyone
def leave(request):
    """Leave at once: the browser's keys are dropped, and with them what was typed, what was open and who signed in."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        logout(request)
    return cookies.drop_every(request, redirect(settings.LEAVE_TO))
