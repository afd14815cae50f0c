"""The page docs/generated/lifecycles.md: every status, and every move between two of them."""

from collections.abc import Mapping

from django.db.models import TextChoices

from holdfast.accounts.roles import Permission
from holdfast.alerts import states as alerts
from holdfast.appointments import states as appointments
from holdfast.assessments import states as assessments
from holdfast.coordination import states as coordination
from holdfast.correspondence import states as post
from holdfast.courses import states as courses
from holdfast.directory import states as directory
from holdfast.documentation.tabular import opening, table, written
from holdfast.fitness import states as fitness
from holdfast.letters import states as letters
from holdfast.lifecycle import BY_ITSELF, ONESELF, Lifecycle
from holdfast.meetings import states as meetings
from holdfast.monitoring import states as monitoring
from holdfast.network import states as network
from holdfast.onward import states as onward
from holdfast.outcomes import states as outcomes
from holdfast.outreach import states as outreach
from holdfast.partners import states as partners
from holdfast.people import states as people
from holdfast.referrals import states as referrals
from holdfast.safeguarding import states as safeguarding
from holdfast.support_line import states as calls
from holdfast.workplace import states as workplace

LIFECYCLES: tuple[tuple[Lifecycle, type[TextChoices]], ...] = (
    (referrals.REFERRAL, referrals.Status),
    (alerts.ALERT, alerts.Status),
    (outreach.TEAM_REQUEST, outreach.Status),
    (calls.CALL, calls.Status),
    (post.POST, post.IncomingStatus),
    (partners.INTRODUCTION, partners.Status),
    (people.JOIN, people.JoinStatus),
    (safeguarding.CONCERN, safeguarding.Status),
    (fitness.FITNESS, fitness.Status),
    (assessments.ASSESSMENT, assessments.Status),
    (meetings.DISCUSSION, meetings.DiscussionStatus),
    (meetings.MEETING, meetings.MeetingStatus),
    (appointments.APPOINTMENT, appointments.Status),
    (coordination.PLAN, coordination.Status),
    (letters.LETTER, letters.Status),
    (network.TRANSFER, network.Status),
    (directory.GAP, directory.GapStatus),
    (workplace.WORK_STATEMENT, workplace.Status),
    (courses.COURSE, courses.Status),
    (outcomes.FOLLOW_UP, outcomes.Status),
    (onward.ONWARD, onward.Status),
    (onward.ONWARD_WORDS, onward.WordsStatus),
    (monitoring.RETURN, monitoring.Status),
    (monitoring.PUBLICATION, monitoring.Publishing),
)


def page() -> str:
    """Every lifecycle as a diagram and as a table."""
    lines = opening("Lifecycles", "the `states.py` of each app")
    for lifecycle, statuses in LIFECYCLES:
        lines += [*section(lifecycle, statuses), ""]
    return written([*lines, *stages(), "", *next_actions()])


def section(lifecycle: Lifecycle, statuses: type[TextChoices]) -> list[str]:
    """One lifecycle."""
    words = dict(statuses.choices)
    moves = [
        (move.verb, ", ".join(sorted(move.origins)), move.target, needed(move.needs))
        for move in lifecycle.moves.values()
    ]
    return [
        f"## {lifecycle.name}",
        "",
        "```mermaid",
        lifecycle.mermaid(),
        "```",
        "",
        *table(["verb", "from", "to", "needs"], moves),
        "",
        *named(["status", "as people read it"], {status: words[status] for status in lifecycle.statuses()}),
    ]


def needed(needs: str) -> str:
    """What a move needs, in words."""
    if needs == BY_ITSELF:
        return "nobody: it comes by itself"
    return "the person themselves" if needs == ONESELF else f"`{needs}`: may {Permission(needs).label}"


def named(head: list[str], words: Mapping[str, str]) -> list[str]:
    """Codes beside their words."""
    return table(head, [(f"`{code}`", label) for code, label in words.items()])


def stages() -> list[str]:
    """Where each status of a referral stands in the work lists."""
    rows = [(f"`{status}`", f"`{stage}`", stage.label) for status, stage in referrals.STAGE_OF.items()]
    return [
        "## Stages of the work lists",
        "",
        "A referral's stage follows its status; a successful first contact moves an accepted one on to "
        f"`{referrals.Stage.ASSESSMENT}`; one that is assessed stands under "
        f"`{referrals.Stage.MEETING}` while the team is to discuss it.",
        "",
        *table(["status", "stage", "as people read it"], rows),
    ]


def next_actions() -> list[str]:
    """What may come next for a referral."""
    words = {action.value: str(action.label) for action in referrals.NextAction}
    return ["## Next actions", "", *named(["next action", "as people read it"], words)]
