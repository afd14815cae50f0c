"""What the access log says to the person it is about, in plain words. Pure."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

StrOrPromise = str | Promise

READ: Mapping[str, StrOrPromise] = {
    "caseload:person": _("Read your record"),
    "caseload:answers": _("Read your answers to the questions"),
    "caseload:emergency": _("Opened your record"),
    "caseload:settle_name": _("Looked at whom you named as not to see your record"),
    "caseload:review": _("Checked an emergency access to your record"),
    "caseload:people": _("Saw your name in a list"),
    "caseload:today": _("Saw your name in a list"),
    "alerts:list": _("Saw your name in a list"),
    "contacts:log": _("Read how to reach you"),
    "triage:decide": _("Read your request"),
    "alerts:alert": _("Read the alert about you"),
    "alerts:banner": _("Saw that an alert about you is open"),
    "caseload:covers": _("Saw your name in a list"),
    "safeguarding:concern": _("Read a concern that was written down about your safety"),
    "safeguarding:concerns": _("Looked whether a concern about your safety is written down"),
    "support_line:call": _("Read a note of your call"),
    "support_line:look_up": _("Looked your request up while you were on the telephone"),
    "support_line:of_record": _("Read which calls and post of yours came in"),
    "support_line:one": _("Read a message or letter of yours"),
    "support_line:document": _("Opened a letter of yours"),
    "portal:give": _("Looked at whether you have these pages"),
    "appointments:week": _("Saw your name in a diary"),
    "appointments:team": _("Saw your name in a diary"),
    "appointments:free": _("Saw your name in a list"),
    "appointments:of_record": _("Read which appointments you have"),
    "appointments:book": _("Looked for a time for you"),
    "appointments:one": _("Read about an appointment of yours"),
    "assessments:of_record": _("Read your assessment"),
    "assessments:one": _("Read your assessment"),
    "assessments:write": _("Opened your assessment to write in it"),
    "assessments:agree": _("Read who wrote your assessment"),
    "assessments:correct": _("Read their own words in your assessment"),
    "assessments:safety_plan": _("Read your safety plan"),
    "meetings:meetings": _("Saw your name in a list"),
    "meetings:meeting": _("Read what was asked and decided about you at a meeting"),
    "meetings:ask": _("Read what was asked about you"),
    "meetings:discussion": _("Read what was asked and decided about you at a meeting"),
    "appointments:move": _("Looked for another time for you"),
    "coordination:plan": _("Read your plan"),
    "coordination:goal": _("Read a goal of yours"),
    "coordination:strand": _("Read a part of your plan"),
}
WROTE: Mapping[str, StrOrPromise] = {
    "front_door:send": _("Wrote your request down for you"),
    "caseload:raise_alert": _("Raised an alert about you"),
    "caseload:add_at_risk": _("Wrote down what you told them"),
    "caseload:emergency": _("Opened your record in an emergency"),
    "caseload:settle_name": _("Settled whom you named as not to see your record"),
    "caseload:review": _("Checked an emergency access to your record"),
    "contacts:log": _("Wrote a note of a contact with you"),
    "contacts:undo": _("Took a note of a contact back"),
    "triage:decide": _("Decided on your request"),
    "triage:sign": _("Signed a decision on your request"),
    "triage:send_back": _("Sent a decision on your request back"),
    "triage:undo": _("Took a decision on your request back"),
    "alerts:take": _("Took the alert about you"),
    "alerts:hand_on": _("Handed the alert about you on to a colleague"),
    "alerts:close": _("Closed the alert about you, and wrote down what was done"),
    "safeguarding:raise_concern": _("Wrote down a concern about your safety"),
    "safeguarding:add_entry": _("Added to a concern about your safety"),
    "safeguarding:close": _("Closed a concern about your safety"),
    "support_line:match": _("Put a note of your call with your record"),
    "support_line:match_post": _("Put a message or letter of yours with your record"),
    "portal:give": _("Made a link to these pages for you"),
    "appointments:book": _("Booked an appointment for you"),
    "appointments:offer": _("Offered you times to choose from"),
    "appointments:withdraw_offer": _("Took an offer of times back"),
    "appointments:attend": _("Wrote down whether you came"),
    "appointments:undo": _("Took back whether you came"),
    "appointments:move": _("Moved an appointment of yours"),
    "appointments:cancel": _("Cancelled an appointment of yours"),
    "assessments:begin": _("Began to write your assessment"),
    "assessments:write": _("Wrote in your assessment"),
    "assessments:keep": _("Wrote in your assessment"),
    "assessments:agree": _("Agreed with what your assessment says"),
    "assessments:correct": _("Corrected their own words in your assessment"),
    "assessments:strike": _("Took their own words in your assessment back"),
    "assessments:safety_plan": _("Wrote your safety plan"),
    "assessments:share_safety_plan": _("Put your safety plan on these pages"),
    "meetings:ask": _("Asked colleagues what could help you"),
    "meetings:discussion": _("Wrote down what colleagues decided at a meeting"),
    "meetings:withdraw_question": _("Took a question to colleagues back"),
    "coordination:add_goal": _("Wrote a goal of yours down"),
    "coordination:rate": _("Wrote down how near you are to a goal"),
    "coordination:correct_goal": _("Changed the words of a goal of yours"),
    "coordination:end_goal": _("Wrote down what became of a goal of yours"),
    "coordination:add_strand": _("Added something to your plan"),
    "coordination:do_step": _("Wrote down that a step of your plan is done"),
    "coordination:correct_strand": _("Changed something in your plan"),
    "coordination:end_strand": _("Ended a part of your plan"),
    "coordination:show": _("Showed you your plan"),
    "coordination:agree_with_them": _("Wrote down that you agree to your plan"),
    "coordination:look_again": _("Looked at your plan again with you"),
    "portal:close_pages": _("Closed these pages, so that nobody opens them by an old link"),
}
ONLY_CONTACT = _("Saw your name and how to reach you")
WHY: Mapping[str, StrOrPromise] = {
    "owner": _("Responsible for your care here"),
    "queue": _("On duty for new requests that day"),
    "duty": _("On duty while an alert about you was open"),
    "alert": _("Took care of an alert about you"),
    "team": _("Works with you too"),
    "cover": _("Covered for whoever is responsible"),
    "outside": _("The service that was told of an alert about you"),
    "lead": _("Makes sure that your care is right"),
    "role": _("Part of their work at the hub"),
    "request": _("You asked for help"),
    "post": _("Looked whose a letter or message was"),
    "call": _("Answered the telephone"),
    "own call": _("Had taken your call"),
    "safeguarding": _("Looked after your safety, or somebody else’s"),
    "job": _("A daily check by the system"),
    "meeting": _("Was at the meeting at which colleagues talked about what could help you"),
    "diary": _("Looked at the diary of the hub"),
}


def say_what(what: str, action: str, *, reads_clinical: bool) -> StrOrPromise:
    """What somebody did, in words. A page that has no words yet is still told."""
    if action == "refused":
        return _("Tried to open your record. Refused. Saw nothing.")
    if action == "write":
        return WROTE.get(what) or _("Wrote something in your record")
    if what == "caseload:person" and not reads_clinical:
        return ONLY_CONTACT
    return READ.get(what) or _("Read something of your record")
