"""What may be done in a hub, and which role may do it. docs/generated/permissions.md is drawn from here."""

from collections.abc import Set
from dataclasses import dataclass

from django.db import models


class Permission(models.TextChoices):
    """One thing somebody may do. The label completes the sentence "may …"."""

    OPEN_RECORDS = "open_records", "open the record of a person they work with"
    OPEN_ALL_RECORDS = "open_all_records", "open the record of every person of the hub"
    SEE_CLINICAL = "see_clinical", "read what a person wrote, measures, notes and why contact is proposed"
    SEE_CONTACT = "see_contact", "see how a person can be reached"
    TRIAGE = "triage", "decide on a request"
    ALLOCATE = "allocate", "say who has a referral"
    CONTACT = "contact", "log an attempt to reach a person"
    RAISE_ALERT = "raise_alert", "raise an alert about a person"
    TAKE_ALERT = "take_alert", "take an alert, act on it and close it"
    SEE_ALL_ALERTS = "see_all_alerts", "see every alert of the hub and who has taken it"
    SETTLE_NAMES = "settle_names", "settle who is meant by a name that must not see a record"
    REVIEW_EMERGENCY = "review_emergency", "review emergency access to records"
    EMERGENCY_ACCESS = "emergency_access", "open a record in an emergency, giving the reason"
    SEE_ROTA = "see_rota", "see who is on duty"
    SET_ROTA = "set_rota", "set who is on duty"
    ANSWER_CALLS = "answer_calls", "answer the support line, log voicemail and post"
    ANSWER_TEAMS = "answer_teams", "call back a team that asked for support"
    SEE_CONCERNS = "see_concerns", "record and read safeguarding and harm-to-others concerns"
    JOIN_RECORDS = "join_records", "propose or agree that two records are of one person"
    HAND_OVER = "hand_over", "hand a caseload over while its owner is away"
    REVIEW_READING = "review_reading", "review unusual reading of records"
    SEE_DIARY = "see_diary", "see the team's diary and keep their own"
    BOOK = "book", "book, move and cancel appointments"
    ASSESS = "assess", "write an assessment, discuss it in the team and agree the plan"
    SEE_DIRECTORY = "see_directory", "search the directory of services"
    KEEP_DIRECTORY = "keep_directory", "add services to the directory, change and confirm them"
    COMMISSION = "commission", "propose services that are missing, and record what the region decided"
    CHASE = "chase", "ask services how it stands with somebody who was referred on"
    WRITE_LETTERS = "write_letters", "write letters and show them to the person they are about"
    SEND_LETTERS = "send_letters", "see which letters wait to be posted, and to where"
    WRITE_WORK = "write_work", "agree with a person what Occupational Health, GP and manager are told or asked"
    SET_LETTERS = "set_letters", "change the templates of the hub's letters"
    SET_DIARY = "set_diary", "say who works when, which rooms there are and how long appointments take"
    SET_WORKFORCE = "set_workforce", "say what practitioners are trained for and who assesses"
    SET_SUPPORT = "set_support", "say which courses the hub gives, and how often whoever waits is contacted"
    SET_HUB = "set_hub", "change what the hub has declared: hours, cover, targets, employers, words"
    ADMIT_PARTNERS = "admit_partners", "say from which organisations referrals are taken"
    REFER = "refer", "refer people to the hub from outside, and see what they approved for the referrer"
    SEE_FIGURES = "see_figures", "see the hub's figures"
    RELEASE_FIGURES = "release_figures", "prepare a return for the commissioner, and release it together with a second"
    SEE_RELEASED = "see_released", "read the returns that were released, from outside, and nothing else of the hub"
    SEE_AUDIT = "see_audit", "see the reckoning and whether the access log is whole"


@dataclass(frozen=True)
class Role:
    """A role, described so that a manager can choose it."""

    key: str
    label: str
    description: str
    permissions: frozenset[Permission]


P = Permission
PRACTITIONER = Role(
    "practitioner",
    "Practitioner",
    "Sees the people on their own caseload and the queues of their duty; others by emergency access.",
    frozenset(
        {
            P.OPEN_RECORDS,
            P.SEE_CLINICAL,
            P.SEE_CONTACT,
            P.TRIAGE,
            P.ALLOCATE,
            P.CONTACT,
            P.RAISE_ALERT,
            P.TAKE_ALERT,
            P.EMERGENCY_ACCESS,
            P.SEE_ROTA,
            P.ANSWER_CALLS,
            P.ANSWER_TEAMS,
            P.SEE_CONCERNS,
            P.JOIN_RECORDS,
            P.SEE_DIARY,
            P.BOOK,
            P.ASSESS,
            P.SEE_DIRECTORY,
            P.KEEP_DIRECTORY,
            P.CHASE,
            P.WRITE_LETTERS,
            P.SEND_LETTERS,
            P.WRITE_WORK,
        }
    ),
)
CLINICAL_LEAD = Role(
    "clinical_lead",
    "Clinical lead",
    "Sees the hub's people and the alerts that nobody took; reviews emergency access; settles names.",
    PRACTITIONER.permissions
    | {
        P.OPEN_ALL_RECORDS,
        P.SEE_ALL_ALERTS,
        P.SETTLE_NAMES,
        P.REVIEW_EMERGENCY,
        P.SET_ROTA,
        P.SEE_FIGURES,
        P.RELEASE_FIGURES,
        P.SEE_AUDIT,
        P.HAND_OVER,
        P.REVIEW_READING,
        P.SET_DIARY,
        P.SET_WORKFORCE,
        P.SET_SUPPORT,
        P.SET_HUB,
        P.ADMIT_PARTNERS,
        P.SET_LETTERS,
        P.COMMISSION,
    },
)
SUPPORT_LINE = Role(
    "support_line",
    "Support-line worker",
    "Answers calls; sees the duty list while on duty and the people it holds; may raise an alert.",
    frozenset({P.OPEN_RECORDS, P.SEE_CONTACT, P.CONTACT, P.RAISE_ALERT, P.SEE_ROTA, P.ANSWER_CALLS, P.SEE_DIRECTORY}),
)
ADMINISTRATOR = Role(
    "administrator",
    "Administrator",
    "Diary, appointments, contact details and post of the hub's people; no clinical text.",
    frozenset(
        {
            P.OPEN_RECORDS,
            P.OPEN_ALL_RECORDS,
            P.SEE_CONTACT,
            P.CONTACT,
            P.RAISE_ALERT,
            P.SEE_ROTA,
            P.ANSWER_CALLS,
            P.SEE_DIARY,
            P.BOOK,
            P.SET_DIARY,
            P.SEE_DIRECTORY,
            P.KEEP_DIRECTORY,
            P.CHASE,
            P.SEND_LETTERS,
        }
    ),
)
HUB_MANAGER = Role(
    "hub_manager",
    "Hub manager",
    "Figures of the hub and its workforce; no people's records.",
    frozenset(
        {
            P.SEE_FIGURES,
            P.RELEASE_FIGURES,
            P.SEE_ROTA,
            P.SET_ROTA,
            P.SEE_DIARY,
            P.SEE_DIRECTORY,
            P.SET_DIARY,
            P.SET_WORKFORCE,
            P.SET_HUB,
            P.ADMIT_PARTNERS,
            P.SET_LETTERS,
            P.COMMISSION,
        }
    ),
)
INFORMATION_GOVERNANCE = Role(
    "information_governance",
    "Information-governance lead",
    "The access log, disclosures and retention; no record without a stated task.",
    frozenset({P.SEE_AUDIT, P.REVIEW_EMERGENCY}),
)
OUTSIDE_COVER = Role(
    "outside_cover",
    "Outside cover",
    "The agreed service that is told of an alert when nobody of the hub may see it or is there.",
    frozenset({P.TAKE_ALERT, P.RAISE_ALERT, P.SEE_CONTACT}),
)

REFERRER = Role(
    "referrer",
    "Referrer",
    "Refers people from outside, often; sees that it was received, and later only what the person approved for them.",
    frozenset({P.REFER}),
)

VIEWER = Role(
    "viewer",
    "Viewer of figures",
    "The commissioner, the region or the national programme: reads returns that were released, and nothing else.",
    frozenset({P.SEE_RELEASED}),
)

ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        PRACTITIONER,
        CLINICAL_LEAD,
        SUPPORT_LINE,
        ADMINISTRATOR,
        HUB_MANAGER,
        INFORMATION_GOVERNANCE,
        OUTSIDE_COVER,
        REFERRER,
        VIEWER,
    )
}


CASELOAD = frozenset({P.OPEN_RECORDS, P.SEE_CLINICAL, P.CONTACT})
"""What somebody must hold to own referrals."""


def with_caseload() -> list[str]:
    """The roles with which somebody can own referrals."""
    return roles_with(CASELOAD)


def roles_with(permissions: Set[Permission]) -> list[str]:
    """The roles that hold all of these by themselves."""
    return [role.key for role in ROLES.values() if role.permissions >= permissions]


def permissions_of(roles: list[str]) -> frozenset[Permission]:
    """What somebody with these roles may do. No role, nothing."""
    found: frozenset[Permission] = frozenset()
    return found.union(*(ROLES[role].permissions for role in roles if role in ROLES))
