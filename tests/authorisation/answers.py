"""What a route answers to those whom it is for: to GET, and to POST of a form without fields.

Most are of one of four kinds. What answers otherwise stands by itself, with its reason.
"""

PAGE = ((200,), (405,))
"""Only read."""
FORM = ((200,), (200,))
"""A form on a page of its own: without fields it is shown again."""
PRESSED = ((405,), (302,))
"""A button on another page, which needs no field; it leads on, done or too late."""
SENT = ((405,), (200,))
"""A form on another page: without fields that page is shown again."""
LEADS_ON = ((302,), (302,))
"""Nothing to stay at."""


def named(app: str, names: str) -> set[str]:
    """Routes of one app."""
    return {f"{app}:{name}" if app else name for name in names.split()}


FORMS = {
    *named("assessments", "agree correct safety_plan"),
    *named("meetings", "ask discussion meetings"),
    *named("appointments", "book move plan_group put_in"),
    *named("diary", "plan_together"),
    *named("directory", "add change confirm gaps propose"),
    *named("caseload", "allocate covers emergency raise_alert reading release review same settle_name"),
    *named("desk", "invite place questionnaires ready rules terms words"),
    *named("support_line", "log_post"),
    *named("letters", "edit write"),
    *named("network", "prepare"),
    *named("workplace", "rewrite write"),
    *named("partners", "work_link work_one"),
    *named("onward", "edit receive signpost write"),
    *named("partners", "admitted call question address code named you"),
    *named("contacts", "log"),
    *named("outcomes", "death"),
    *named("portal", "appointment appointments give agree choose confirm elsewhere lost open_link people reach stop"),
    *named("safeguarding", "close raise_concern"),
    *named("fitness", "raise_concern step_in"),
    *named("triage", "decide"),
    *named("courses", "add_protocol"),
    *named("waiting", "rhythm"),
    *named("workforce", "profile rule"),
    *named("front_door", "question team_question more part open_link"),
    *named(
        "",
        "join account_change_password account_reauthenticate mfa_activate_totp mfa_add_webauthn "
        "mfa_generate_recovery_codes",
    ),
}
BUTTONS = {
    *named("monitoring", "discard discard_public publish release sign sign_public"),
    *named("assessments", "begin share_safety_plan strike"),
    *named("meetings", "call_off close_minutes come go withdraw_question"),
    *named("appointments", "attend attend_group offer remind tell_earlier undo wish_earlier withdraw_offer"),
    *named("diary", "end_feed end_room give_back take_back"),
    *named("directory", "bring_back end meet"),
    *named("letters", "agree post ready send show undo withdraw"),
    *named("network", "accept agree offer told untold withdraw"),
    *named("workplace", "agree leave do_step read_reply"),
    *named("portal", "agree_work refuse_work"),
    *named("accounts", "remove_shift"),
    *named("onward", "instead seen send show told undo untold withdraw"),
    *named("alerts", "hand_on take"),
    *named("caseload", "agree refuse end_cover"),
    *named("contacts", "check tell undo undo_check"),
    *named("desk", "acknowledge_signatures add_employer leave remove_employer remove_system replace_link resume"),
    *named("desk", "suspend try_cover"),
    *named("outcomes", "monitor reopen support_again undo_death undo_discharge"),
    *named("outreach", "hand_back reopen take undo_call"),
    *named("partners", "decline end_organisation no_answer leave"),
    *named("portal", "agree_to_move stay"),
    *named("portal", "agree_letter refuse_letter take_back_letter"),
    *named("portal", "finish_follow_up say_own_work stop_follow_up"),
    *named("portal", "agree_onward refuse_onward take_back_onward keep_out_of_research allow_research"),
    *named("research", "opt_out withdraw"),
    *named("portal", "cancel_appointment close_pages ask_off close tell tell_them wish_earlier withdraw"),
    *named("support_line", "begin hand_on match match_post set_aside"),
    *named("triage", "send_back sign undo"),
}
SENT_FROM_ELSEWHERE = {
    *named("monitoring", "prepare prepare_public"),
    *named("appointments", "cancel cancel_group"),
    *named("coordination", "add_goal add_strand show agree_with_them look_again rate correct_goal end_goal"),
    *named("coordination", "do_step correct_strand end_strand"),
    *named("courses", "agree start hand_on extend end write_note correct_note"),
    *named("waiting", "expect"),
    *named("diary", "add_absence add_hours add_room keep_time make_feed set_length set_pattern"),
    *named("directory", "close_gap decide"),
    *named("accounts", "add_shift"),
    *named("alerts", "close"),
    *named("caseload", "add_at_risk"),
    *named("desk", "add_system set_roles"),
    *named("outcomes", "say_work settle"),
    *named("portal", "next_link rate_goals agree_plan ask_change"),
    *named("portal", "change_letter change_work change_onward next_link"),
    *named("workplace", "note_state end_ask"),
    *named("onward", "agree ask hear"),
    *named("safeguarding", "add_entry"),
    *named("fitness", "add advise close drop hand_on name_another tell"),
    *named("network", "refuse"),
}
LEADING_ON = {
    *named("front_door", "more_now"),
    *named("portal", "come_back"),  # with whom we have not finished, there is nothing to come back from
    *named("letters", "template"),
    *named("courses", "protocol"),
    *named("partners", "send"),
    *named("", "mfa_authenticate mfa_login_webauthn mfa_reauthenticate mfa_reauthenticate_webauthn"),
}
OTHERWISE = {
    # a form that shows what it is about first, and needs no field
    "caseload:separate": ((200,), (302,)),
    "support_line:call": ((200,), (302,)),
    "portal:needs": ((200,), (302,)),
    "front_door:questionnaire": ((200,), (302,)),
    # who was never taken on, or is closed, is discharged by nobody: it leads back to their outcome
    "outcomes:discharge": ((200, 302), (200, 302)),
    # nothing typed is nothing signed; for a script, which sends what is typed
    "assessments:write": ((200,), (302,)),
    "assessments:keep": ((405,), (400,)),
    # a form on another page, to which GET leads back
    "outreach:close": ((302,), (200,)),
    "outreach:log_call": ((302,), (200,)),
    "front_door:later": ((302,), (200,)),
    # shows the code of the link, or says that it is too late
    "workplace:give_link": ((405,), (200, 302)),
    # shows the link, or says that it is a lead's to give
    "desk:begin_again": ((405,), (200, 302)),
    # there is no letter to print before they have agreed to it
    "onward:paper": ((302,), (405,)),
    # leads away from here, or to where a referrer works
    "front_door:leave": ((302,), (405,)),
    "partners:own": ((302,), (405,)),
    # what nothing was typed for is gone; what was typed in part leads back to it
    "front_door:send": ((302,), (302, 410)),
    "front_door:team_send": ((302,), (302, 410)),
    "front_door:team_check": ((302,), (405,)),
    # a manager has no list; a visit without a PIN is led to choose one
    "partners:mine": ((200, 302), (405,)),
    "portal:pin": ((200, 302), (200, 302)),
    # whoever is signed in is led on, and whoever is not has nothing to sign out of
    "account_login": ((200, 302), (200, 302)),
    "account_logout": ((200, 302), (302,)),
}
OF_A_ROLE = {
    ("caseload:today", "referrer"): ((302,), (405,)),
    ("caseload:today", "viewer"): ((302,), (405,)),
    # of oneself nothing has to be said
    ("workforce:profile", "practitioner"): ((200,), (302,)),
    # shows what to tell by telephone to whoever reads the record; the others can only have it mailed
    ("portal:give", "administrator"): ((200,), (302,)),
    ("portal:give", "support_line"): ((200,), (302,)),
}
KINDS = [(FORM, FORMS), (PRESSED, BUTTONS), (SENT, SENT_FROM_ELSEWHERE), (LEADS_ON, LEADING_ON)]


def answers(name: str, role: str = "") -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The statuses of GET and of POST, in the order of `METHODS`."""
    of_a_role = OF_A_ROLE.get((name, role)) or OTHERWISE.get(name)
    return of_a_role or next((kind for kind, names in KINDS if name in names), PAGE)
