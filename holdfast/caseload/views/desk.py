"""The hub's desk: the pages of its running, as far as a member may open them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.caseload.emergency_reviews import waiting_reviews
from holdfast.caseload.names import waiting_names, waiting_releases
from holdfast.caseload.unusual import waiting_readings
from holdfast.hubs.hours import LONDON
from holdfast.people.join_queries import waiting_joins
from holdfast.people.viewer import viewer
from holdfast.safeguarding.queries import due_count

P = Permission
RULES = "How contact is proposed"  # one name: whoever may sign them meets the page for that
PLACES = (
    (
        "What waits",
        (
            (
                "caseload:names",
                P.SETTLE_NAMES,
                "Names to settle",
                "Who must not see a record: somebody has to say.",
            ),
            ("caseload:reviews", P.REVIEW_EMERGENCY, "Emergency access to review", "Records that somebody opened."),
            ("caseload:readings", P.REVIEW_READING, "Unusual reading", "Records read in a way unlike the others."),
            ("caseload:joins", P.JOIN_RECORDS, "Records to join", "Two that may be one person’s: a second one agrees."),
            ("safeguarding:open", P.SEE_CONCERNS, "Open concerns", "By the day on which somebody looks again."),
            (
                "outreach:teams",
                P.ANSWER_TEAMS,
                "Teams that asked",
                "Who waits for a call, and what came of it.",
            ),
        ),
    ),
    (
        "The team",
        (
            ("accounts:rota", P.SET_ROTA, "Duty and watched hours", "Who reads alerts and the queue, and when."),
            ("caseload:covers", P.HAND_OVER, "Leave and cover", "Who is away, and who has their records meanwhile."),
            (
                "workforce:profiles",
                P.SET_ROTA,
                "What the team is trained for",
                "Professions, training and languages, by which people are booked.",
            ),
            ("workforce:rule", P.SET_ROTA, "Who assesses", "The hub’s rule, who signed it, and how often it was left."),
            ("diary:rooms", P.SET_DIARY, "Rooms and lengths", "Where people meet, and how long appointments take."),
            ("desk:team", P.SET_HUB, "Members", "Invite, change roles, suspend, a new link."),
        ),
    ),
    (
        "What the hub has declared",
        (
            ("desk:terms", P.SET_HUB, "Hours, cover and targets", "Who signed it, and since when it holds."),
            ("desk:place", P.SET_HUB, "Name and place", "What it is called, for whom, and who hosts it."),
            ("desk:employers", P.SET_HUB, "Employers and footprint", "Whose staff the hub serves, and where."),
            ("partners:admitted", P.ADMIT_PARTNERS, "Who may refer", "The organisations from which referrals come."),
            ("desk:questionnaires", P.SET_HUB, "Questionnaires", "What people are asked beside PHQ-9 and GAD-7."),
            ("desk:words", P.SET_HUB, "Words on the start page", "A sentence or two of your own."),
            ("letters:templates", P.SET_LETTERS, "Letter templates", "What letters begin with, and how they look."),
            ("desk:rules", P.SET_HUB, RULES, "Which answers bring contact forward, and who signed that."),
            ("triage:rules", P.SEE_CLINICAL, RULES, "The rules in force, and who signed them."),
        ),
    ),
    (
        "Checks",
        (
            ("alerts:reckoning", P.SEE_AUDIT, "Reckoning", "Whether everybody who waits is in somebody’s sight."),
            ("desk:ready", P.SET_HUB, "Is everything in place?", "What is left before people can ask for help here."),
            ("desk:changes", P.SET_HUB, "What was changed", "By whom, and when."),
        ),
    ),
)
OPENS = (P.SEE_AUDIT, P.SEE_FIGURES, P.SET_ROTA)


@staff()
@require_safe
def hub(request: HttpRequest) -> HttpResponse:
    """Links with what waits behind them."""
    request.section = "hub"
    member = request.member
    if not any(member.may(permission) for permission in OPENS):
        raise Http404
    waits = waiting_counts(member, now=timezone.now())
    groups = [
        {
            "title": title,
            "places": [
                {"href": reverse(name), "text": label, "small": waits.get(name) or words}
                for name, label, words in open_to(member, places)
            ],
        }
        for title, places in PLACES
    ]
    return render(request, "caseload/hub.html", {"groups": [group for group in groups if group["places"]]})


def open_to(member: Membership, places: tuple) -> list[tuple[str, str, str]]:
    """The places that a member may open; of several of one name, the first."""
    found: dict[str, tuple[str, str, str]] = {}
    for name, needs, label, words in places:
        if member.may(needs):
            found.setdefault(label, (name, label, words))
    return list(found.values())


def waiting_counts(member: Membership, *, now) -> dict[str, str]:
    """How many wait, for those who may know."""
    found, today = viewer(member, now=now), now.astimezone(LONDON).date()
    numbers = {
        "caseload:names": (P.SETTLE_NAMES, lambda: len(waiting_names(member)) + len(waiting_releases(member))),
        "caseload:reviews": (P.REVIEW_EMERGENCY, lambda: len(waiting_reviews(found))),
        "caseload:readings": (P.REVIEW_READING, lambda: len(waiting_readings(found))),
        "caseload:joins": (P.JOIN_RECORDS, lambda: len(waiting_joins(found))),
        "safeguarding:open": (P.SEE_CONCERNS, lambda: due_count(found, today=today)),
    }
    counted = {name: count() for name, (needs, count) in numbers.items() if member.may(needs)}
    return {name: f"{number} waiting" for name, number in counted.items() if number}
