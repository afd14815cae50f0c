"""The doors where telling a known person, account or link from an unknown one would tell who is known here.

Each makes a pair of requests that ought to be answered alike, the known one first.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from secrets import token_urlsafe

from holdfast.accounts.invitations import make_token
from holdfast.accounts.models import Membership
from holdfast.agreements.models import Partner
from holdfast.front_door import cookies, drafts
from holdfast.hubs.scope import hub_scope
from holdfast.partners import code_actions
from holdfast.portal import entry_actions
from holdfast.support_line.actions import begin
from tests.builders import Team, make_member, page
from tests.pairs.ground import PIN, WRONG, Ground, Try, same_long

Pair = tuple[Try, Try]
PASSWORD = "not the right password"
REASON = "They are on the telephone and nobody else is here"


def sign_in(ground: Ground) -> Pair:
    """A colleague's address, and nobody's."""
    return sign_in_of(ground, ground.nells)


def sign_in_invited(ground: Ground) -> Pair:
    """The address of somebody invited, who has no password, and nobody's."""
    return sign_in_of(ground, ground.invited)


def sign_in_of(ground: Ground, email: str) -> Pair:
    """Two wrong passwords."""
    known, unknown = (
        Try(ground.stranger(), "/sign-in/", {"login": each, "password": PASSWORD}, (each,))
        for each in (email, same_long(email))
    )
    return known, unknown


def code(ground: Ground) -> Pair:
    """An address of an organisation that is admitted, and of one that is not."""
    number = f"{ground.number:07}"
    return code_of(ground, f"olive.{number}@{ground.admitted.domain}", f"olive.{number}@hills.example")


def code_of_referrer(ground: Ground) -> Pair:
    """The address of a referrer whom the hub knows, and of a colleague whom it does not."""
    known, unknown = (f"{name}.{ground.number:07}@{ground.admitted.domain}" for name in ("merle", "basil"))
    works = ground.admitted
    with hub_scope(ground.team.hub):
        code_actions.introduce(works, address=known, name="Merle Inventson", telephone="", now=ground.now)
    return code_of(ground, known, unknown)


def code_of(ground: Ground, *emails: str) -> Pair:
    """Two requests for a code."""
    known, unknown = (Try(ground.stranger(), ground.page("partners:address"), {"email": each}) for each in emails)
    return known, unknown


def referral(ground: Ground) -> Pair:
    """A professional refers somebody who has asked for help before, and somebody who has not."""
    name = f"Tansy {spelt(ground.number)}known"
    ground.asked(name)
    known, unknown = (referral_of(ground, each) for each in (name, f"Tansy {spelt(ground.number)}other"))
    return known, unknown


def spelt(number: int) -> str:
    """A number in letters."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number)).title()


def referral_of(ground: Ground, name: str) -> Try:
    """A referral about to be sent."""
    browser, works = ground.stranger(), ground.admitted
    with hub_scope(ground.team.hub):
        olive = code_actions.introduce(works, address="olive@works.example", name="Olive", telephone="", now=ground.now)
        browser.cookies[f"{cookies.REFER}_tidewater"] = code_actions.begin_visit(olive, works, now=ground.now)
        typed = written(name, olive, now=ground.now)
        drafts.keep(typed, ground.team.hub, now=ground.now)
    browser.cookies[f"{cookies.ABOUT}_tidewater"] = typed.cookie
    return Try(browser, ground.page("partners:send"), {}, (name,))


def written(name: str, partner: Partner, *, now: datetime) -> drafts.Typed:
    """What a referrer has typed before the last press."""
    typed = drafts.begin(now)
    typed.data = {
        "name": name, "channels": {"call": "+447700900123", "voicemail": False, "times": ["pm"], "note": ""},
        "how": "in_person", "on": (now - timedelta(days=2)).date().isoformat(), "worried": "no",
        "partner": str(partner.pk), "seen_all": True,
    }  # fmt: skip
    return typed


def link_wrong_secret(ground: Ground) -> Pair:
    """A wrong PIN for the link of somebody who has one, and of somebody who has chosen none."""
    ground.forget_tries()
    known, unknown = (
        Try(ground.stranger(), link_of(ground, each), {"secret": WRONG})
        for each in (ground.with_pin, ground.without_pin)
    )
    return known, unknown


def link_of(ground: Ground, asked) -> str:
    """A link to somebody's own pages."""
    with hub_scope(ground.team.hub):
        return entry_actions.give_link(asked, ground.team.hub, now=ground.now).address


def link_ended(ground: Ground) -> Pair:
    """A link that has been replaced, and one that never was: opened."""
    ended = link_of(ground, ground.with_pin)
    link_of(ground, ground.with_pin)
    never = ground.page("portal:open_link", token_urlsafe(24))
    return Try(ground.stranger(), ended), Try(ground.stranger(), never)


def link_ended_pin(ground: Ground) -> Pair:
    """A link that has been replaced, and one that never was: with the right PIN."""
    known, unknown = link_ended(ground)
    known.data = unknown.data = {"secret": PIN}
    return known, unknown


def lost_reference(ground: Ground) -> Pair:
    """A reference number that somebody has with a wrong PIN, and one that nobody has."""
    return lost_of(ground, (ground.with_pin.reference, WRONG), (ground.unknown(), WRONG))


def lost_pin(ground: Ground) -> Pair:
    """A reference number with its PIN, and with a wrong one."""
    return lost_of(ground, (ground.with_pin.reference, PIN), (ground.with_pin.reference, WRONG))


def lost_without_pin(ground: Ground) -> Pair:
    """The reference number of somebody without a PIN, and one that nobody has."""
    return lost_of(ground, (ground.without_pin.reference, WRONG), (ground.unknown(), WRONG))


def lost_of(ground: Ground, *typed: tuple[str, str]) -> Pair:
    """Two requests for a new link."""
    ground.forget_tries()
    known, unknown = (
        Try(ground.stranger(), ground.page("portal:lost"), {"reference": reference, "pin": pin}, (reference,))
        for reference, pin in typed
    )
    return known, unknown


def caller(ground: Ground) -> Pair:
    """A caller's reference number with a wrong detail, and one that nobody has."""
    return caller_of(ground, ground.without_pin.reference, ground.unknown())


def caller_hidden(ground: Ground) -> Pair:
    """Both details of somebody whose record is closed to whoever answers, and a number that nobody has."""
    return caller_of(ground, ground.hidden.reference, ground.unknown(), second="07700 900123")


def caller_of(ground: Ground, *references: str, second: str = "07700 900999") -> Pair:
    """Two calls in which two details are compared."""
    sol, made = ground.team.sol, []
    for reference in references:
        with hub_scope(ground.team.hub):
            call = begin(ground.team.hub, by=sol, now=ground.now)
        given = {"do": "look_up", "first": reference, "second": second, "seen": str(call.version)}
        made.append(Try(ground.browser(sol), page("support_line:call", call.pk), given, (reference,)))
    return made[0], made[1]


def invitation(ground: Ground) -> Pair:
    """The link of somebody who has left, and one that never was."""
    gone = make_member(ground.team.hub, "Reed Gone", "practitioner")
    Membership.objects.filter(pk=gone.pk).update(status="left")
    known = make_token(gone, now=ground.now)
    unknown = known[:-1] + ("A" if known[-1] != "A" else "B")
    return Try(ground.stranger(), page("join", known)), Try(ground.stranger(), page("join", unknown))


def invited_elsewhere(ground: Ground) -> Pair:
    """Inviting somebody who has an account at another hub, and somebody who has none."""
    member = make_member(ground.other.hub, "Sage Elsewhere", "practitioner")
    known, unknown = (
        Try(
            ground.browser(ground.team.ines), page("desk:invite"),
            {"name": "Sage Elsewhere", "email": each, "roles": ["practitioner"]}, (each,),
        )
        for each in (member.account.email, same_long(member.account.email))
    )  # fmt: skip
    return known, unknown


def record_of_colleague(ground: Ground) -> Pair:
    """A colleague's record, and one that there is not."""
    return record_of(ground, ground.team, str(ground.owned.pk))


def record_hidden(ground: Ground) -> Pair:
    """The record of somebody who keeps them out by name, and one that there is not."""
    return record_of(ground, ground.team, str(ground.hidden.pk))


def record_elsewhere(ground: Ground) -> Pair:
    """A record of another hub, and one that there is not."""
    return record_of(ground, ground.team, str(ground.others.pk))


def record_of(ground: Ground, team: Team, known: str) -> Pair:
    """Two records that Wren tries to open."""
    found, not_there = (Try(ground.browser(team.wren), page("caseload:person", pk)) for pk in (known, ground.nobody()))
    return found, not_there


def emergency(ground: Ground) -> Pair:
    """An emergency, with the number of somebody who keeps them out, and with one that nobody has."""
    known, unknown = (
        Try(
            ground.browser(ground.team.wren), page("caseload:emergency"), {"reference": each, "reason": REASON}, (each,)
        )
        for each in (ground.hidden.reference, ground.unknown())
    )
    return known, unknown


def same_person(ground: Ground) -> Pair:
    """Proposing that two records are one person's, with the number of somebody hidden, and with nobody's."""
    known, unknown = (
        Try(
            ground.browser(ground.team.wren), page("caseload:same", ground.wrens.pk),
            {"reference": each, "reason": REASON}, (each,),
        )
        for each in (ground.hidden.reference, ground.unknown())
    )  # fmt: skip
    return known, unknown


def search(ground: Ground) -> Pair:
    """Searching the name of somebody hidden, and a name that nobody has."""
    known, unknown = (
        Try(ground.browser(ground.team.wren), f"{page('caseload:people')}?q={name}", None, (name,))
        for name in (ground.hidden and "Hidden", "Zincly")
    )
    return known, unknown


def nothing(ground: Ground) -> Pair:
    """Twice the same: how often chance alone seems to tell."""
    return tuple(Try(ground.stranger(), ground.page("portal:open_link", token_urlsafe(24))) for _ in "ab")


def link_alive(ground: Ground) -> Pair:
    """A link that opens, and one that never was: told on purpose, to whoever holds a secret of 192 bits."""
    never = ground.page("portal:open_link", token_urlsafe(24))
    return Try(ground.stranger(), link_of(ground, ground.with_pin)), Try(ground.stranger(), never)


DOORS: tuple[Callable[[Ground], Pair], ...] = (
    sign_in, sign_in_invited, code, code_of_referrer, referral, link_wrong_secret, link_ended, link_ended_pin,
    lost_reference, lost_pin, lost_without_pin, caller, caller_hidden, invitation,
    record_of_colleague, record_hidden, record_elsewhere, emergency, same_person, search,
)  # fmt: skip
TOLD = (invited_elsewhere,)
"""Told by its time: whom nobody knows gets an account, which is written. Only who runs a hub can ask."""
CONTROLS = (nothing, link_alive)
