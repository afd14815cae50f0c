"""Why the hub holds information about people, and why the law allows it.

Shown on the privacy page. These are a starting point: `hub_settles` names what a hub's
information governance lead must decide, and the whole is signed by name before live use.
UK GDPR and Data Protection Act 2018 (DPA) are the sources of every basis and condition.
"""

from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

PUBLIC_TASK = "Public task: Article 6(1)(e)"
LEGAL_OBLIGATION = "Legal obligation: Article 6(1)(c)"
VITAL_INTERESTS = "Vital interests: Article 6(1)(d)"

HEALTH_CARE = "Health or social care: Article 9(2)(h), DPA Schedule 1 paragraph 2"
EQUALITY = "Equality of opportunity: Article 9(2)(g), DPA Schedule 1 paragraph 8"
SAFEGUARDING = "Safeguarding: Article 9(2)(g), DPA Schedule 1 paragraph 18"
PROTECTING_THE_PUBLIC = "Protecting the public: Article 9(2)(g), DPA Schedule 1 paragraph 11"
LIFE_AT_RISK = "Life at risk: Article 9(2)(c)"
LEGAL_CLAIMS = "Legal claims and courts: Article 9(2)(f)"
RESEARCH = "Research and statistics: Article 9(2)(j), DPA Schedule 1 paragraph 4"
NOT_SPECIAL = "None needed: nothing about health is held"

CARE_RECORD_KEPT = "20 years after we finish, or 10 years after death"
HUB_DECIDES = "set by the hub"


@dataclass(frozen=True)
class Purpose:
    """One purpose. `article_9` is the condition for health and other special information."""

    key: str
    title: str
    what: str
    article_6: str
    article_9: str
    who_sees: str
    kept_for: str
    hub_settles: tuple[str, ...] = ()

    @property
    def is_settled(self) -> bool:
        return not self.hub_settles


PURPOSES = (
    Purpose(
        key="care",
        title="To help you",
        what="Your request, what we talk about, your answers, plan, appointments and letters.",
        article_6=PUBLIC_TASK,
        article_9=HEALTH_CARE,
        who_sees="The practitioners who work with you, and the person on duty. "
        "The office sees how to reach you and when, and nothing about your health.",
        kept_for=CARE_RECORD_KEPT,
        hub_settles=("check the time against the Records Management Code",),
    ),
    Purpose(
        key="safety",
        title="To keep you and others safe",
        what="What you said about being safe, and what was done about it.",
        article_6=PUBLIC_TASK,
        article_9=HEALTH_CARE,
        who_sees="The person on duty, the clinical lead, and your practitioner.",
        kept_for=CARE_RECORD_KEPT,
        hub_settles=("check the time against the Records Management Code",),
    ),
    Purpose(
        key="sharing",
        title="To share with others, when you agree",
        what="What you agreed to share, with whom, and when you changed your mind.",
        article_6=PUBLIC_TASK,
        article_9=HEALTH_CARE,
        who_sees="The service or person you agreed to, and no one else. "
        "Your agreement is asked for each time, because it is confidential.",
        kept_for=CARE_RECORD_KEPT,
        hub_settles=("check the time against the Records Management Code",),
    ),
    Purpose(
        key="danger",
        title="To act when a life is in danger",
        what="The least that is needed to save a life, when there is no other way.",
        article_6=VITAL_INTERESTS,
        article_9=LIFE_AT_RISK,
        who_sees="Emergency services, or whoever can help.",
        kept_for=CARE_RECORD_KEPT,
        hub_settles=("check the time against the Records Management Code",),
    ),
    Purpose(
        key="safeguarding",
        title="To protect a child or an adult",
        what="The concern, what was decided, by whom, and what was shared.",
        article_6=PUBLIC_TASK,
        article_9=SAFEGUARDING,
        who_sees="The practitioner, the safeguarding lead, and the council or police if it must be shared.",
        kept_for=HUB_DECIDES,
        hub_settles=("how long it is kept", "the named safeguarding lead"),
    ),
    Purpose(
        key="serious-risk-at-work",
        title="To act on a serious risk to others at work",
        what="The concern, its evidence, the advice taken and what was shared. Being ill is not a concern.",
        article_6=PUBLIC_TASK,
        article_9=PROTECTING_THE_PUBLIC,
        who_sees="Two named people, and the body that must know. It is kept apart from your record.",
        kept_for=HUB_DECIDES,
        hub_settles=("how long it is kept", "who the two people are"),
    ),
    Purpose(
        key="courts",
        title="To answer a court or the law",
        what="What the order names, and nothing more.",
        article_6=LEGAL_OBLIGATION,
        article_9=LEGAL_CLAIMS,
        who_sees="The court or body that ordered it, and the information governance lead.",
        kept_for=HUB_DECIDES,
        hub_settles=("how long it is kept",),
    ),
    Purpose(
        key="equality",
        title="To see that we reach everyone fairly",
        what="Answers about yourself, such as ethnicity, faith or disability. You can skip each of them.",
        article_6=PUBLIC_TASK,
        article_9=EQUALITY,
        who_sees="Your practitioner. Everyone else sees only numbers too large to point at a person.",
        kept_for=CARE_RECORD_KEPT,
        hub_settles=("check the time against the Records Management Code",),
    ),
    Purpose(
        key="figures",
        title="To count and improve what we do",
        what="Counts, waiting times and results, without names. Small numbers are hidden.",
        article_6=PUBLIC_TASK,
        article_9=HEALTH_CARE,
        who_sees="The hub’s manager, and those who pay for the hub. They see no one’s record.",
        kept_for=HUB_DECIDES,
        hub_settles=("who receives the figures", "how long they are kept"),
    ),
    Purpose(
        key="research",
        title="For research",
        what="Information with names taken out and details made coarser, for an approved study. "
        "You can say no, on your own pages or by telephone.",
        article_6=PUBLIC_TASK,
        article_9=RESEARCH,
        who_sees="Researchers whose approval is on record.",
        kept_for=HUB_DECIDES,
        hub_settles=("which studies are approved", "the national data opt-out"),
    ),
    Purpose(
        key="looking",
        title="To know who looked",
        what="Each time someone opens a record: who, when and why.",
        article_6=LEGAL_OBLIGATION,
        article_9=HEALTH_CARE,
        who_sees="You, and the information governance lead.",
        kept_for=HUB_DECIDES,
        hub_settles=("how long it is kept",),
    ),
    Purpose(
        key="complaints",
        title="To answer a complaint or learn from a mistake",
        what="What went wrong, what we found, and what we changed.",
        article_6=PUBLIC_TASK,
        article_9=HEALTH_CARE,
        who_sees="The people who look into it. It is kept apart from your record.",
        kept_for=HUB_DECIDES,
        hub_settles=("how long it is kept",),
    ),
    Purpose(
        key="calls",
        title="To remember a call when no request follows",
        what="When you called and what advice was given. A name only if you gave one.",
        article_6=PUBLIC_TASK,
        article_9=HEALTH_CARE,
        who_sees="The support line, and the clinical lead.",
        kept_for=HUB_DECIDES,
        hub_settles=("how long it is kept",),
    ),
    Purpose(
        key="teams",
        title="To support a team that asked",
        what="What is going on for the team, in outline, and how to reach whoever asked. Nobody else of it is named.",
        article_6=PUBLIC_TASK,
        article_9=HEALTH_CARE,
        who_sees="The practitioners who call teams back. Everyone else sees only numbers.",
        kept_for=HUB_DECIDES,
        hub_settles=("how long it is kept",),
    ),
    Purpose(
        key="invitations",
        title="To tell people that the hub is here",
        what="Work contact details that an employer lawfully shared. They are kept apart from every record.",
        article_6=PUBLIC_TASK,
        article_9=NOT_SPECIAL,
        who_sees="The outreach lead.",
        kept_for=HUB_DECIDES,
        hub_settles=("which employers share lists, and on what agreement", "how long they are kept"),
    ),
)

ROW = Markup(
    '<div class="nhsuk-summary-list__row"><dt class="nhsuk-summary-list__key">{}</dt>'
    '<dd class="nhsuk-summary-list__value">{}</dd></div>'
)


@lru_cache(maxsize=64)
def html(purposes: tuple[Purpose, ...] = PURPOSES, *, kept: str = CARE_RECORD_KEPT) -> Markup:
    """The purposes as headings and summary lists, which fold on a phone as a table does not.

    Kept once it is made: the words of a hub are asked for by pages that show other ones of them.

    Args:
        kept: how long this hub keeps a care record, in words.
    """
    return Markup("\n").join(_section(purpose, kept) for purpose in purposes)


def unsettled() -> dict[str, tuple[str, ...]]:
    """What a hub must still decide before the page can be signed, by purpose."""
    return {purpose.key: purpose.hub_settles for purpose in PURPOSES if not purpose.is_settled}


def _section(purpose: Purpose, kept: str) -> Markup:
    kept_for = kept if purpose.kept_for == CARE_RECORD_KEPT else purpose.kept_for
    rows = (
        ("What", purpose.what),
        ("The law allows it as", f"{purpose.article_6}. {purpose.article_9}."),
        ("Who sees it", purpose.who_sees),
        ("How long", kept_for[0].upper() + kept_for[1:] + "."),
    )
    heading = Markup('<h3 class="nhsuk-heading-s">{}</h3>').format(purpose.title)
    listed = Markup("").join(ROW.format(key, value) for key, value in rows)
    return heading + Markup('<dl class="nhsuk-summary-list">{}</dl>').format(listed)
