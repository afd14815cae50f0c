"""Who may pass which page, written from the table of actors in the product's specification, and not from the views.

A page of one record has two answers: which roles it is for at all, and whose record it is. A page without a record has
only the first. `DOES` names what the page is for; what somebody's role does not do, no relationship opens.
"""

CLINICIANS = {"practitioner", "clinical_lead"}
RECORDS = CLINICIANS | {"administrator", "support_line"}
TEAM = RECORDS | {"hub_manager"}
WORKERS = TEAM | {"information_governance", "outside_cover"}

# What a page is about, for whose record it opens.
RECORD, ALERT, NAME, REVIEW, SHIFT, DECISION, ATTEMPT, MEMBER, CONCERN, PROPOSED, JOINED, READING, COVER = [
    "record",
    "alert",
    "name",
    "review",
    "shift",
    "decision",
    "attempt",
    "member",
    "concern",
    "proposed join",
    "join",
    "reading",
    "cover",
]
ORGANISATION, NAMED, TEAM_REQUEST, TEAM_CALL, CALL, POST, DOCUMENT = [
    "organisation",
    "named",
    "team",
    "team call",
    "call",
    "post",
    "document",
]
ASSESSMENT, WORDS, QUESTION, MEETING = ["assessment", "words", "question", "meeting"]
APPOINTMENT, DIARY, ABSENCE, KEPT, ROOM, PROFILE, GROUP = [
    "appointment",
    "diary",
    "absence",
    "kept time",
    "room",
    "profile",
    "group",
]
RUN_IT = {"clinical_lead", "hub_manager"}
SET_DIARIES = {"clinical_lead", "administrator", "hub_manager"}
A_MEMBERS = {DIARY: SET_DIARIES, ABSENCE: SET_DIARIES, KEPT: SET_DIARIES, PROFILE: RUN_IT}
"""Kept by whoever's they are, and by those who say who works when, or what each is trained for."""
GOAL, STRAND, LETTER, OFFER = ["goal", "strand", "letter", "offer"]
SERVICE, GAP, STATEMENT, FITNESS, STUCK = ["service", "gap", "statement", "fitness", "stuck fitness"]
ONWARD, HANDOUT = ["onward", "handout"]
RETURN, RETURN_FILE, RELEASED, PUBLICATION = ["return", "return file", "released return", "publication"]
THE_HUBS = {
    *A_MEMBERS,
    ROOM,
    MEETING,
    GROUP,
    SHIFT,
    MEMBER,
    COVER,
    ORGANISATION,
    NAMED,
    TEAM_REQUEST,
    TEAM_CALL,
    CALL,
    POST,
    DOCUMENT,
    OFFER,
    SERVICE,
    GAP,
    PUBLICATION,
    RETURN,
    RETURN_FILE,
    RELEASED,
}  # the hub's, and nobody's record
BY_REFERENCE = {"alerts:reckoning"}
"""Read by whoever audits too: by reference number, without a name or a word; never of whom they must not see."""
TO_ANOTHER_HUB = {f"network:{name}" for name in ("prepare", "agree", "offer", "withdraw")}
NOT_WHILE_LENT = {
    "cover": {"caseload:allocate", "triage:send_back"} | TO_ANOTHER_HUB,
    "emergency": {"caseload:allocate", "triage:send_back", "caseload:agree", "caseload:refuse", "caseload:separate"}
    | TO_ANOTHER_HUB,
}
"""What lasts longer than a cover or an emergency is for those whose record it is."""
DIARIES, BOOKERS = CLINICIANS | SET_DIARIES, CLINICIANS | {"administrator"}

DOES: dict[str, tuple[set[str], str]] = {
    # everybody who works at the hub begins here; what it shows hangs on the role
    "caseload:today": (WORKERS | {"referrer", "viewer"}, ""),  # whoever is from outside is led to their own page
    # own caseload and the queues of one's duty; leads the hub's people; administrators contact details
    "caseload:people": (RECORDS, ""),
    "caseload:person": (RECORDS, RECORD),
    "caseload:answers": (CLINICIANS, RECORD),
    "caseload:raise_alert": (RECORDS, RECORD),
    "caseload:add_at_risk": (CLINICIANS, RECORD),
    "caseload:allocate": (CLINICIANS, RECORD),
    "triage:decide": (CLINICIANS, RECORD),
    "triage:sign": (CLINICIANS, DECISION),
    "triage:send_back": (CLINICIANS, DECISION),
    "triage:undo": (CLINICIANS, DECISION),
    "triage:rules": (CLINICIANS, ""),
    "contacts:log": (RECORDS, RECORD),
    "contacts:check": (RECORDS, RECORD),
    "contacts:undo_check": (RECORDS, RECORD),
    "contacts:tell": (CLINICIANS, RECORD),
    "contacts:undo": (RECORDS, ATTEMPT),
    # whoever may reach a person gives them their own pages, or closes them
    "portal:give": (RECORDS, RECORD),
    "portal:close_pages": (RECORDS, RECORD),
    # what somebody says of research on the telephone is written down by whoever may reach them
    **{f"research:{name}": (RECORDS, RECORD) for name in ("of_record", "opt_out", "withdraw")},
    # alerts: whoever is on duty, leads, and the outside cover that was told
    "alerts:list": (CLINICIANS | {"outside_cover"}, ""),
    "alerts:banner": (CLINICIANS | {"outside_cover"}, ""),
    "alerts:alert": (CLINICIANS | {"outside_cover"}, ALERT),
    "alerts:take": (CLINICIANS | {"outside_cover"}, ALERT),
    "alerts:hand_on": (CLINICIANS | {"outside_cover"}, ALERT),
    "alerts:close": (CLINICIANS | {"outside_cover"}, ALERT),
    "alerts:reckoning": ({"clinical_lead", "information_governance"}, ""),
    # emergency access by clinicians, its review and the settling of names by leads
    "caseload:emergency": (CLINICIANS, ""),
    "caseload:reviews": ({"clinical_lead", "information_governance"}, ""),
    "caseload:review": ({"clinical_lead"}, REVIEW),
    "caseload:names": ({"clinical_lead"}, ""),
    "caseload:settle_name": ({"clinical_lead"}, NAME),
    "caseload:release": ({"clinical_lead"}, NAME),
    # concerns, and whether two records are one person's: clinicians, for whose records are open to them
    "safeguarding:open": (CLINICIANS, ""),
    "safeguarding:concerns": (CLINICIANS, RECORD),
    "safeguarding:raise_concern": (CLINICIANS, RECORD),
    "safeguarding:concern": (CLINICIANS, CONCERN),
    "safeguarding:add_entry": (CLINICIANS, CONCERN),
    "safeguarding:close": (CLINICIANS, CONCERN),
    # fitness to practise: the two of each, whoever else opens the record; where one of the two is lost, a lead, who is
    # not told about whom before
    "fitness:mine": (CLINICIANS, ""),
    "fitness:raise_concern": (CLINICIANS, RECORD),
    **{f"fitness:{name}": (CLINICIANS, FITNESS) for name in ("one", "add", "advise", "tell", "drop", "close")},
    **{f"fitness:{name}": (CLINICIANS, FITNESS) for name in ("hand_on", "name_another")},
    "fitness:step_in": ({"clinical_lead"}, STUCK),
    "caseload:joins": (CLINICIANS, ""),
    "caseload:same": (CLINICIANS, RECORD),
    "caseload:agree": (CLINICIANS, PROPOSED),
    "caseload:refuse": (CLINICIANS, PROPOSED),
    "caseload:separate": (CLINICIANS, JOINED),
    # unusual reading by leads; leave is seen by whoever opens records, and ended by leads or whoever is away
    "caseload:readings": ({"clinical_lead"}, ""),
    "caseload:reading": ({"clinical_lead"}, READING),
    "caseload:covers": (RECORDS, ""),
    "caseload:end_cover": ({"clinical_lead"}, COVER),
    # the support line: whoever answers it; a call is its taker's own and the leads'; post that nobody's record has yet
    **{f"support_line:{name}": (RECORDS, "") for name in ("calls", "begin", "post", "log_post")},
    **{f"support_line:{name}": ({"clinical_lead", "support_line"}, CALL) for name in ("call", "match")},
    **{f"support_line:{name}": (RECORDS, POST) for name in ("one", "match_post", "hand_on", "set_aside")},
    "support_line:document": (RECORDS, DOCUMENT),
    "support_line:of_record": (RECORDS, RECORD),
    # how it went, and how it ended: clinicians; a death that was recorded in error is taken back by leads
    **{
        f"outcomes:{name}": (CLINICIANS, RECORD)
        for name in ("of_record", "monitor", "support_again", "settle", "say_work", "reopen")
    },
    **{f"outcomes:{name}": (CLINICIANS, RECORD) for name in ("discharge", "undo_discharge", "death")},
    "outcomes:undo_death": ({"clinical_lead"}, RECORD),
    # teams that ask: clinicians call back
    "outreach:teams": (CLINICIANS, ""),
    **{
        f"outreach:{name}": (CLINICIANS, TEAM_REQUEST)
        for name in ("team", "take", "hand_back", "log_call", "close", "reopen")
    },
    "outreach:undo_call": (CLINICIANS, TEAM_CALL),
    # what is written of a record, and what the team is asked about it; a meeting shows only what its reader may know
    **{
        f"assessments:{name}": (CLINICIANS, RECORD)
        for name in ("of_record", "begin", "safety_plan", "share_safety_plan")
    },
    **{f"assessments:{name}": (CLINICIANS, ASSESSMENT) for name in ("one", "write", "keep", "agree")},
    **{f"assessments:{name}": (CLINICIANS, WORDS) for name in ("correct", "strike")},
    "meetings:meetings": (CLINICIANS, ""),
    **{f"meetings:{name}": (CLINICIANS, MEETING) for name in ("meeting", "come", "go", "close_minutes", "call_off")},
    "meetings:ask": (CLINICIANS, RECORD),
    **{f"meetings:{name}": (CLINICIANS, QUESTION) for name in ("discussion", "withdraw_question")},
    # the diary is the team's, without names that are not theirs; appointments are of those whose record is open
    **{f"appointments:{name}": (DIARIES, "") for name in ("week", "team")},
    **{f"appointments:{name}": (BOOKERS, "") for name in ("free", "earlier", "by_hand")},
    **{
        f"appointments:{name}": (BOOKERS, RECORD) for name in ("of_record", "book", "offer", "withdraw_offer", "put_in")
    },
    # a group is the team's; who has a place in it is told of those whose record is open
    "appointments:groups": (DIARIES, ""),
    "appointments:plan_group": (BOOKERS, ""),
    "appointments:group": (DIARIES, GROUP),
    "appointments:attend_group": (BOOKERS, GROUP),
    "appointments:cancel_group": (BOOKERS & SET_DIARIES, GROUP),
    **{
        f"appointments:{name}": (BOOKERS, APPOINTMENT)
        for name in ("one", "attend", "undo", "move", "cancel", "wish_earlier", "tell_earlier", "remind")
    },
    # the plan: clinicians, for those whose records are open to them
    **{
        f"coordination:{name}": (CLINICIANS, RECORD)
        for name in ("plan", "add_goal", "add_strand", "show", "agree_with_them", "look_again")
    },
    **{f"coordination:{name}": (CLINICIANS, GOAL) for name in ("goal", "rate", "correct_goal", "end_goal")},
    **{f"coordination:{name}": (CLINICIANS, STRAND) for name in ("strand", "do_step", "correct_strand", "end_strand")},
    # sessions: clinicians, for those whose records are open to them; which courses there are, a lead signs
    **{
        f"courses:{name}": (CLINICIANS, RECORD)
        for name in ("of_record", "agree", "start", "hand_on", "extend", "end", "write_note", "correct_note")
    },
    **{f"courses:{name}": (CLINICIANS, "") for name in ("protocols", "protocol")},
    "courses:add_protocol": ({"clinical_lead"}, ""),
    # figures: whoever may see them, and whoever lets them go
    **{
        f"monitoring:{name}": (RUN_IT, "")
        for name in ("figures", "number", "services", "equality", "returns", "prepare")
    },
    **{f"monitoring:{name}": (RUN_IT, "") for name in ("publications", "prepare_public")},
    **{
        f"monitoring:{name}": (RUN_IT, PUBLICATION)
        for name in ("publication", "sign_public", "publish", "discard_public")
    },
    "monitoring:released": ({"viewer"}, ""),
    "monitoring:released_one": ({"viewer"}, RELEASED),
    "monitoring:released_file": ({"viewer"}, RETURN_FILE),
    "monitoring:one": (RUN_IT, RETURN),
    "monitoring:file": (RUN_IT, RETURN_FILE),
    **{f"monitoring:{name}": (RUN_IT, RETURN) for name in ("sign", "release", "discard")},
    # waiting: whoever contacts people, for those whose records are open to them
    "waiting:waiting": (RECORDS, ""),
    "waiting:rhythm": (CLINICIANS, ""),
    **{f"waiting:{name}": (RECORDS, RECORD) for name in ("of_record", "expect")},
    **{f"diary:{name}": (DIARIES, "") for name in ("hours", "make_feed", "end_feed")},
    "diary:hours_of": (DIARIES, MEMBER),
    "diary:plan_together": (BOOKERS, ""),
    **{f"diary:{name}": (DIARIES, DIARY) for name in ("set_pattern", "add_absence", "add_hours", "keep_time")},
    "diary:take_back": (DIARIES, ABSENCE),
    "diary:give_back": (DIARIES, KEPT),
    **{f"diary:{name}": (SET_DIARIES, "") for name in ("rooms", "add_room", "set_length")},
    "diary:end_room": (SET_DIARIES, ROOM),
    # what the team is trained for is the team's to see; who assesses is signed by those who run the hub
    **{f"workforce:{name}": (DIARIES, "") for name in ("profiles", "rule")},
    "workforce:profile": (DIARIES, PROFILE),
    # letters: whoever writes them, about whom they have; the post is the office's too, without their words
    **{f"letters:{name}": (CLINICIANS, RECORD) for name in ("of_record", "write")},
    **{
        f"letters:{name}": (CLINICIANS, LETTER)
        for name in ("one", "edit", "pdf", "show", "agree", "send", "ready", "withdraw")
    },
    # what is said and asked about somebody's work: clinicians, about whom they have
    **{f"workplace:{name}": (CLINICIANS, RECORD) for name in ("of_record", "note_state", "write")},
    **{
        f"workplace:{name}": (CLINICIANS, STATEMENT)
        for name in ("one", "rewrite", "agree", "leave", "give_link", "do_step", "read_reply", "end_ask")
    },
    "letters:post_list": (BOOKERS, ""),
    **{f"letters:{name}": (BOOKERS, LETTER) for name in ("post", "undo")},
    "letters:templates": (RUN_IT, ""),
    "letters:template": (RUN_IT, ""),
    # another hub: whoever says who has a referral; what is offered here is the hub's to answer, and names nobody
    **{
        f"network:{name}": (CLINICIANS, RECORD)
        for name in ("of_record", "prepare", "agree", "offer", "withdraw", "told", "untold")
    },
    "network:offers": (CLINICIANS, ""),
    **{f"network:{name}": (CLINICIANS, OFFER) for name in ("one", "accept", "refuse")},
    # the directory: the team searches it and writes down what is missing; clinicians and the office keep it; those who
    # run the hub propose to the region
    **{f"directory:{name}": (TEAM, "") for name in ("services", "printed", "gaps")},
    "directory:service": (TEAM, SERVICE),
    **{f"directory:{name}": (BOOKERS, "") for name in ("add", "reviews")},
    **{f"directory:{name}": (BOOKERS, SERVICE) for name in ("change", "confirm", "end", "bring_back")},
    **{f"directory:{name}": (TEAM, GAP) for name in ("gap", "meet")},
    **{f"directory:{name}": (RUN_IT, GAP) for name in ("propose", "decide", "close_gap")},
    # onward referrals: clinicians write and send them; whoever chases sees how far each is, and writes down calls
    "onward:chase": (BOOKERS, ""),
    **{f"onward:{name}": (BOOKERS, RECORD) for name in ("of_record", "signpost")},
    "onward:write": (CLINICIANS, RECORD),
    "onward:handout": (BOOKERS, HANDOUT),
    **{f"onward:{name}": (BOOKERS, ONWARD) for name in ("one", "hear", "ask", "told", "untold")},
    **{
        f"onward:{name}": (CLINICIANS, ONWARD)
        for name in ("edit", "paper", "show", "agree", "send", "undo", "instead", "seen", "withdraw")
    },
    # partners: their own page; who is admitted; whom a manager named, for whoever answers calls
    "partners:own": ({"referrer"}, ""),
    "partners:admitted": (RUN_IT, ""),
    "partners:end_organisation": (RUN_IT, ORGANISATION),
    "partners:named_people": (RECORDS, ""),
    **{f"partners:{name}": (RECORDS, NAMED) for name in ("call", "no_answer", "decline")},
    "caseload:hub": ({"clinical_lead", "hub_manager", "information_governance"}, ""),
    "accounts:rota": (TEAM, ""),
    "accounts:add_shift": ({"clinical_lead", "hub_manager"}, ""),
    "accounts:remove_shift": ({"clinical_lead", "hub_manager"}, SHIFT),
    # setting the hub up and running it: the lead and the manager; what only the lead signs is in tests/desk
    **{
        f"desk:{name}": (RUN_IT, "")
        for name in (
            "terms",
            "words",
            "questionnaires",
            "rules",
            "place",
            "employers",
            "add_employer",
            "remove_employer",
            "add_system",
            "remove_system",
            "team",
            "invite",
            "ready",
            "try_cover",
            "acknowledge_signatures",
            "changes",
        )
    },
    **{
        f"desk:{name}": (RUN_IT, MEMBER)
        for name in (
            "member",
            "set_roles",
            "suspend",
            "resume",
            "leave",
            "replace_link",
            "begin_again",
        )
    },
}
