"""Which own pages there are, and what stands on every one of them."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from holdfast.portal.models import OwnVisit


@dataclass(frozen=True)
class Page:
    """One entry of “Your pages”."""

    name: str
    label: str | Promise
    is_verified: bool = False
    needs_plan: bool = False
    needs_offer: bool = False
    needs_asking: bool = False


PARTS: tuple[tuple[str | Promise, tuple[Page, ...]], ...] = (
    (
        _("Now"),
        (
            Page("stand", _("Where things stand")),
            Page("follow_up", _("How are you now?"), True, needs_asking=True),
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
            Page("work", _("Your work"), True),
            Page("onward", _("Other services"), True),
        ),
    ),
    (
        _("Who knows what"),
        (
            Page("sharing", _("What we may tell others"), True),
            Page("looked", _("Who may see, who has looked"), True),
            Page("people", _("People who must not see")),
            Page("research", _("Your information in research")),
        ),
    ),
    (
        _("Your wishes"),
        (
            Page("reach", _("How to reach you")),
            Page("needs", _("Language, and what makes it easier"), True),
            Page("elsewhere", _("Another hub")),
            Page("moving", _("What would go to another hub"), True, needs_offer=True),
            Page("stop", _("Stop, or change your mind")),
        ),
    ),
)
"""The pages by what somebody looks for: a dozen in one row are too many to read."""


PART_OF = {
    "letter": "letters", "letter_pdf": "letters", "agree_letter": "letters", "change_letter": "letters",
    "agree_to_move": "moving", "stay": "moving", "agree_work": "work", "change_work": "work",
    "agree_onward": "onward", "change_onward": "onward", "allow_research": "research",
}  # fmt: skip
"""Pages of which each is a part of another one."""


def page_of(request: HttpRequest) -> dict[str, Any]:
    """What every own page shows: the list of pages, and whether who they are was checked."""
    is_verified = request.person.verified_at is not None
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
                    if is_shown(page, here, is_verified=is_verified, visit=request.visit)
                ],
            }
            for title, pages in PARTS
        ],
    }


def is_shown(page: Page, here: str, *, is_verified: bool, visit: OwnVisit) -> bool:
    """Whether this person has the page; the one that is open always stands in its own list."""
    has_all = (visit.has_plan or not page.needs_plan) and (visit.has_offer or not page.needs_offer)
    has_all = has_all and (visit.is_asked or not page.needs_asking)
    return page.name == here or ((is_verified or not page.is_verified) and has_all)
