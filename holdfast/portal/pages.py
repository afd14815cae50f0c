"""Which own pages there are, and what stands on every one of them."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Page:
    """One entry of “Your pages”."""

    name: str
    label: str | Promise
    is_verified: bool = False
    needs_plan: bool = False


PARTS: tuple[tuple[str | Promise, tuple[Page, ...]], ...] = (
    (
        _("Now"),
        (
            Page("stand", _("Where things stand")),
            Page("now", _("What you can do now")),
            Page("appointments", _("Appointments")),
        ),
    ),
    (
        _("Your support"),
        (
            Page("safety_plan", _("Your safety plan"), True),
            Page("plan", _("Your plan"), True, needs_plan=True),
            Page("been", _("How you have been"), True),
            Page("letters", _("Letters"), True),
        ),
    ),
    (
        _("Who knows what"),
        (
            Page("sharing", _("What we may tell others"), True),
            Page("looked", _("Who may see, who has looked"), True),
            Page("people", _("People who must not see")),
        ),
    ),
    (
        _("Your wishes"),
        (
            Page("reach", _("How to reach you")),
            Page("needs", _("Language, and what makes it easier"), True),
            Page("elsewhere", _("Another hub")),
            Page("stop", _("Stop, or change your mind")),
        ),
    ),
)
"""The pages by what somebody looks for: a dozen in one row are too many to read."""


PART_OF = {"letter": "letters", "letter_pdf": "letters", "agree_letter": "letters", "change_letter": "letters"}
"""Pages of which each is a part of another one."""


def page_of(request: HttpRequest) -> dict[str, Any]:
    """What every own page shows: the list of pages, and whether who they are was checked."""
    is_verified, has_plan = request.person.verified_at is not None, request.visit.has_plan
    here = PART_OF.get(request.resolver_match.url_name, request.resolver_match.url_name)
    return {
        "own_pages": True,
        "is_verified": is_verified,
        "referral": request.referral,
        "pages": [
            {
                "title": title,
                "pages": [
                    {
                        "label": page.label,
                        "href": reverse(f"portal:{page.name}", args=[request.hub.slug]),
                        "current": page.name == here,
                    }
                    for page in pages
                    if is_shown(page, here, is_verified=is_verified, has_plan=has_plan)
                ],
            }
            for title, pages in PARTS
        ],
    }


def is_shown(page: Page, here: str, *, is_verified: bool, has_plan: bool) -> bool:
    """Whether this person has the page; the one that is open always stands in its own list."""
    return page.name == here or ((is_verified or not page.is_verified) and (has_plan or not page.needs_plan))
