"""Who may pass what stands outside the staff's desk: the front door, one's own pages, a referrer's, the account.

Written from the specification's list of actors and from what it says of the person's own pages, and not from the
views. What opens such a page is what a browser holds; `ANYONE` needs nothing. Signing in opens none of them.
"""

from typing import NamedTuple

ANYONE = "anyone"
SENDER, TELLER = "sent a request", "came by a link with its code"
OWN, CONFIRMED, UNVERIFIED, NO_PIN = "own pages", "own pages, the PIN again", "own pages before we spoke", "no PIN yet"
REFERRER, MANAGER, SENT_ABOUT = "refers", "names somebody", "has referred somebody"
SHOWN, SENT_FOR_TEAM = "has just shown an address", "has sent for a team"
TYPING, TYPING_TEAM, TYPING_ABOUT = "is typing", "is typing for a team", "is typing about somebody"
SIGNED_IN, AGREED = "an account", "this agreement"
SHARED_WITH, SHARED_WITH_ANOTHER = "this was shared with", "this was shared with another"

OWN_ONWARD, ANSWER_LINK = "own onward referral", "answer link"
PARTNER, NAME, OPEN_LINK, OWN_LINK, NAMED_LINK, JOIN_LINK, PASSKEY, KEY, PART, PAGE, APP, FEED, OWN_TIME, OWN_LETTER = [
    "partner", "name", "link", "own link", "named link", "join link", "passkey", "key", "part", "page", "app",
    "feed", "own appointment", "own letter",
]  # fmt: skip
PUBLISHED = "published figures"
OWN_WORK, THEIR_WORK, WORK_LINK = ["own statement", "statement shared with them", "work link"]


class Door(NamedTuple):
    """Whoever holds one of `holds` may pass; `about` says what the address names."""

    holds: frozenset[str]
    about: str = ""


def doors(app: str, holds: set[str], names: str, about: str = "") -> dict[str, Door]:
    """Some routes of an app with the same rule."""
    return {f"{app}:{name}" if app else name: Door(frozenset(holds), about) for name in names.split()}


FRONT = {
    **doors(
        "front_door", {ANYONE},
        "start help_now leave is_this_for_me what_happens confidentiality privacy accessibility contact information "
        "ask send team team_send",
    ),
    **doors("directory", {ANYONE}, "public_services"),
    **doors("monitoring", {ANYONE}, "published"),
    **doors("monitoring", {ANYONE}, "published_one published_file", PUBLISHED),
    **doors("", {ANYONE}, "health"),
    **doors("front_door", {ANYONE}, "article question team_question", KEY),
    # what is typed is that browser's alone
    **doors("front_door", {TYPING}, "now check"),
    **doors("front_door", {TYPING_TEAM}, "team_now team_check"),
    **doors("front_door", {SENT_FOR_TEAM}, "team_sent"),
    # the number and what was sent: for the browser that sent it; telling more: for a link with its code too
    **doors("front_door", {SENDER}, "sent all_sent"),
    **doors("front_door", {SENDER, TELLER}, "more later more_now"),
    **doors("front_door", {SENDER, TELLER}, "part", PART),
    **doors("front_door", {SENDER, TELLER}, "questionnaire", PAGE),
    **doors("front_door", {ANYONE}, "open_link", OPEN_LINK),
    **doors("diary", {ANYONE}, "feed", FEED),  # whoever holds the address reads when somebody is busy
}  # fmt: skip

OWN_PAGES = {
    **doors("portal", {ANYONE}, "open_link", OWN_LINK),
    **doors("portal", {ANYONE}, "lost"),
    **doors("portal", {SENDER}, "choose"),
    **doors("portal", {OWN, UNVERIFIED}, "confirm next_link tell stand now reach people elsewhere stop appointments"),
    **doors("portal", {OWN, UNVERIFIED, NO_PIN}, "pin close"),
    # no page with a story, and nothing told to others, before the first conversation; who looked asks again
    **doors("portal", {OWN}, "been needs sharing safety_plan plan rate_goals agree_plan ask_change stay"),
    # saying no to research needs no check of who they are; saying yes again does
    **doors("portal", {OWN, UNVERIFIED}, "research keep_out_of_research"),
    **doors("portal", {OWN}, "allow_research"),
    # how they are now, once who they are is known; coming back needs no more than stopping did
    **doors("portal", {OWN}, "follow_up finish_follow_up stop_follow_up say_own_work"),
    **doors("portal", {OWN, UNVERIFIED}, "come_back"),
    **doors("portal", {CONFIRMED}, "looked letters moving agree_to_move work onward"),
    # a letter is read and agreed to after the PIN was asked for again; stopping one needs no more than the pages
    **doors("portal", {CONFIRMED}, "letter letter_pdf agree_letter", OWN_LETTER),
    **doors("portal", {OWN}, "change_letter refuse_letter take_back_letter", OWN_LETTER),
    # so with what others may read about their work, and with what a service is told
    **doors("portal", {CONFIRMED}, "agree_work", OWN_WORK),
    **doors("portal", {OWN}, "change_work refuse_work", OWN_WORK),
    **doors("portal", {CONFIRMED}, "agree_onward", OWN_ONWARD),
    **doors("portal", {OWN}, "change_onward refuse_onward take_back_onward", OWN_ONWARD),
    **doors("portal", {OWN}, "agree withdraw tell_them", PARTNER),
    **doors("portal", {OWN}, "ask_off", NAME),
    **doors("portal", {OWN, UNVERIFIED}, "appointment cancel_appointment wish_earlier", OWN_TIME),
}

PARTNERS = {
    **doors("partners", {ANYONE}, "refer address code leave"),
    **doors("partners", {SHOWN}, "you"),
    **doors("partners", {REFERRER, MANAGER}, "mine send"),
    **doors("partners", {REFERRER, MANAGER}, "question", KEY),
    **doors("partners", {TYPING_ABOUT}, "now check"),
    **doors("partners", {SENT_ABOUT}, "sent"),
    **doors("partners", {ANYONE}, "named", NAMED_LINK),
    **doors("partners", {REFERRER, MANAGER}, "work"),
    **doors("partners", {REFERRER, MANAGER}, "work_one", THEIR_WORK),
    **doors("partners", {ANYONE}, "work_link", WORK_LINK),
    **doors("onward", {ANYONE}, "receive", ANSWER_LINK),  # a receiving service: neutral until the code
}

ACCOUNT = {
    **doors("", {ANYONE}, "account_login mfa_authenticate mfa_login_webauthn account_inactive account_logout"),
    **doors("", {ANYONE}, "join", JOIN_LINK),
    **doors(
        "", {SIGNED_IN},
        "mfa_index account_change_password account_reauthenticate mfa_reauthenticate mfa_reauthenticate_webauthn "
        "mfa_activate_totp mfa_generate_recovery_codes mfa_add_webauthn",
    ),
    **doors("", {SIGNED_IN}, "mfa_deactivate_totp mfa_view_recovery_codes", APP),
    **doors("", {SIGNED_IN}, "mfa_edit_webauthn mfa_remove_webauthn", PASSKEY),
}  # fmt: skip

DOORS = {**FRONT, **OWN_PAGES, **PARTNERS, **ACCOUNT}

DEMO = {"demo:doors", "demo:enter", "demo:own_pages", "demo:refer", "demo:inbox", "demo:components"}
"""There in the demo alone, where everybody is invented: elsewhere they are no pages."""
