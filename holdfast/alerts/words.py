"""An alert in words: what was said, how long it waits, what happens next. It never names a level of risk."""

from datetime import datetime

from holdfast.alerts.models import Alert
from holdfast.alerts.states import Status
from holdfast.hubs.hours import say_day, say_moment, say_time, say_wait_long

KEEP_SAFE = {
    Alert.KeepSafe.NO: "Not safe",
    Alert.KeepSafe.UNSURE: "Unsure about keeping safe",
    Alert.KeepSafe.SKIPPED: "Did not say if they can keep safe",
    Alert.KeepSafe.YES: "Says they can keep safe",
}
WORRY = "referrer.worried"
"""The reason of an alert that stands on the word of whoever referred them: nobody has asked the person yet."""
ABSENT = "worker.absent"
"""The reason of an alert about somebody who did not come, where that worries."""
OTHER_HUB = "worker.other_hub"
"""The reason of an alert that another hub raised while somebody was on their way from there."""
PROMISED = "worker.promised"
"""The reason of an alert about somebody to whom a call is promised while their request here is closed."""
RAISED_BY = {
    Alert.Source.SAFE_NOW: "Answer when asked if safe",
    Alert.Source.QUESTIONNAIRE: "Answer in a questionnaire",
    Alert.Source.WORKER: "A colleague",
    Alert.Source.UNSEEN: "Nobody of the hub may open it",
}

DONE = {
    Alert.Done.SPOKE: "spoke",
    Alert.Done.SAFETY_PLAN: "safety plan",
    Alert.Done.CRISIS_TEAM: "crisis team told",
    Alert.Done.CALLED_999: "999 called",
    Alert.Done.TOLD_GP: "GP told",
    Alert.Done.NOT_REACHED: "not reached",
}


def headline(alert: Alert) -> str:
    """The few words that say why somebody must look."""
    if ABSENT in alert.reasons:
        return "Did not come, and may not be safe"
    if OTHER_HUB in alert.reasons:
        return "The hub they come from is worried"
    if PROMISED in alert.reasons:
        return "Was promised a call, and nobody has them"
    if alert.source == Alert.Source.WORKER:
        return "A colleague is worried"
    if alert.source == Alert.Source.UNSEEN:
        return "A request that nobody of the hub may open"
    if WORRY in alert.reasons:
        return "Whoever referred them is worried"
    return KEEP_SAFE[Alert.KeepSafe(alert.keep_safe)]


def raised_by(alert: Alert) -> str:
    """What raised it, with what was said about keeping safe."""
    if WORRY in alert.reasons:
        return "Whoever referred them; nobody has asked them yet"
    if ABSENT in alert.reasons:
        return "Nobody has asked them yet whether they are safe"
    if PROMISED in alert.reasons:
        return "A call is promised to them, and nobody here has them any more"
    words = RAISED_BY[Alert.Source(alert.source)]
    said = KEEP_SAFE[Alert.KeepSafe(alert.keep_safe)]
    without_answer = alert.source in {Alert.Source.WORKER, Alert.Source.UNSEEN}
    return words if without_answer else f"{words}; {said[0].lower()}{said[1:]}"


def next_step(alert: Alert, *, now: datetime) -> str:
    """What happens if nobody does anything."""
    if alert.status == Status.CLOSED:
        return ""
    if alert.act_by <= now:
        return "its limit has passed; more people are being told"
    when = at_time(alert.act_by, now)
    if alert.status == Status.TAKEN:
        return f"to the lead as well if still open {when}"
    if not alert.is_watched and alert.level == 0:
        return f"first read {when}, as the person was told"
    return f"to the leads as well {when}" if alert.level <= 1 else f"the leads know; told again {when}"


def at_time(at: datetime, now: datetime) -> str:
    """ "at 2:56pm" for today, else with its day."""
    return f"at {say_time(at)}" if say_day(at, now) == "today" else say_moment(at, now)


def standing(alert: Alert, *, now: datetime) -> str:
    """One sentence for a banner: since when, who has it, what happens next."""
    waited = say_wait_long(now - alert.raised_at)
    who = f"{alert.taken_by.name} took it." if alert.taken_by else "Nobody has taken it."
    step = next_step(alert, now=now)
    return f"Raised {say_moment(alert.raised_at, now)}, {waited} ago. {who} {step[0].upper()}{step[1:]}."


def done_briefly(alert: Alert) -> str:
    """What was done, in a few words: "Spoke, safety plan"."""
    words = ", ".join(DONE[Alert.Done(code)] for code in alert.done if code in Alert.Done.values)
    return words[:1].upper() + words[1:]
