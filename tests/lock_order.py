"""Sees in every test in which order an action, or a page, holds rows: people, then referrals, then what stands beside
them. Two that hold them in another order can wait for each other in a ring, which no test of one connection shows."""

import re
from uuid import UUID

from django.core.signals import request_finished, request_started

PEOPLE, REFERRALS = "people_person", "referrals_referral"
FIRST = {
    "hubs_hub", "accounts_account", "accounts_membership", "agreements_partner", "correspondence_link", "diary_session",
    "front_door_draft", "network_hubelsewhere", "portal_pin", "support_line_call",
}  # fmt: skip
"""Held before anybody, never after: the hub whose joins change, whoever begins or leaves, a partner, a group with its
places, the files of a hub elsewhere; and what somebody came by: a draft, a link, their PIN, a call."""
HELD = re.compile(r'FROM "(\w+)".* FOR (NO KEY )?UPDATE', re.DOTALL)
CHANGED = re.compile(r'UPDATE "(\w+)"')
CHANGED_ONE = re.compile(r'UPDATE "(\w+)" SET .* WHERE \(?"\w+"\."id" = %s\)?$', re.DOTALL)
WAITS_FOR_NOBODY = "SKIP LOCKED"


class LockOrder:
    """Wraps each statement of a connection. What is held counts from the beginning of an action, or of a request. Of a
    table of which a row is written there, nobody else can wait for it: `new`."""

    def __init__(self):
        self.held, self.rows, self.new, self.wrong = [], {}, set(), []
        self.savepoints, self.scope_depth, self.is_request = [], None, False

    def __call__(self, execute, sql, params, many, context):
        self.look(sql if isinstance(sql, str) else "", params)
        result = execute(sql, params, many, context)
        if isinstance(sql, str) and self.scope_depth is not None and not many:
            self.hold_rows(table_of(sql), rows_of(sql, params, context["cursor"]))
        return result

    def hold_rows(self, table, rows):
        """Of people, and of referrals, each row comes after those of its table that are held."""
        if table not in (PEOPLE, REFERRALS) or table in self.new:
            return
        for row in rows:
            held = self.rows.setdefault(table, [])
            if row not in held:
                if held and row < max(held):
                    self.wrong.append([table, "rows out of order"])
                held.append(row)

    def look(self, sql, params):
        if sql.startswith("SAVEPOINT"):
            self.begin_an_action()
            self.savepoints.append(len(self.held))
        elif sql.startswith("ROLLBACK TO"):
            self.held = self.held[: self.savepoints[-1]]  # what was held since is let go
        elif sql.startswith("RELEASE"):
            self.savepoints.pop()
            self.begin_an_action()
        elif "holdfast.scope" in sql:
            self.forget()
            self.scope_depth = len(self.savepoints) if params and params[0] else None
        elif self.scope_depth is not None:
            self.hold(table_of(sql))
            self.new |= {each for each in (PEOPLE, REFERRALS) if f'INSERT INTO "{each}"' in sql}

    def hold(self, table):
        if table and table not in self.held and table not in self.new:
            if any(rank(each) > rank(table) for each in self.held):
                self.wrong.append([*self.held, table])
            self.held.append(table)

    def begin_an_action(self):
        if not self.is_request and self.scope_depth is not None and len(self.savepoints) <= self.scope_depth:
            self.forget()

    def forget(self):
        self.held, self.rows, self.new = [], {}, set()

    def begin(self, **_):
        self.forget()
        self.is_request = True

    def end(self, **_):
        self.forget()
        self.is_request = False

    def connect(self):
        request_started.connect(self.begin)
        request_finished.connect(self.end)

    def disconnect(self):
        request_started.disconnect(self.begin)
        request_finished.disconnect(self.end)


def table_of(sql):
    """The table of which a statement holds rows: those that it asks to hold; of people and referrals, changed ones too:
    of anything else, what stands before was asked for, or is an action's own."""
    if found := CHANGED.match(sql):
        return found[1] if found[1] in (PEOPLE, REFERRALS) else None
    found = HELD.search(sql) if WAITS_FOR_NOBODY not in sql else None
    return found[1] if found else None


def rows_of(sql, params, cursor):
    """The numbers of the rows that a statement holds, in the order in which it took them."""
    if one := CHANGED_ONE.match(sql):
        return [as_bytes(params[-1])] if one[1] in (PEOPLE, REFERRALS) else []
    if table_of(sql) not in (PEOPLE, REFERRALS) or CHANGED.match(sql) or cursor.description[0].name not in ("id", "pk"):
        return []
    found = cursor.cursor.pgresult
    return [as_bytes(found.get_value(each, 0)) for each in range(found.ntuples)]


def as_bytes(number):
    """A row's number in one form."""
    if isinstance(number, bytes):
        return number if len(number) == 16 else UUID(number.decode()).bytes
    return UUID(str(number)).bytes


def rank(table):
    """The order in which rows are held."""
    return 0 if table in FIRST else 1 if table == PEOPLE else 2 if table == REFERRALS else 3
