"""Who and what the pairs are about: a hub with people, colleagues and links that are known, and their opposites."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from holdfast.accounts.models import Membership
from holdfast.correspondence.models import Link
from holdfast.front_door.models import Arrival
from holdfast.hubs.ids import uuid7
from holdfast.hubs.scope import hub_scope
from holdfast.partners.actions import admit_organisation
from holdfast.partners.models import Admitted
from holdfast.people.actions import set_details
from holdfast.portal import entry_actions
from holdfast.portal.models import Pin
from holdfast.referrals.models import Referral
from holdfast.referrals.reference import new_reference
from tests.builders import Team, accept, browser_of, make_hub, make_member, send_request

PIN, WRONG = "4921 7305", "8642 9753"
WAYS = {"call": "+447700900123", "voicemail": False, "times": ["pm"]}
EITHER = re.compile(
    r'value="[^"]{64}"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|[2-9C-X]{3} [2-9C-X]{3} [2-9C-X]{2}|/join/[^/"<]+/'
)


@dataclass
class Try:
    """One request that is ready to be sent, from an address that nobody has used."""

    browser: Client
    path: str
    data: dict[str, Any] | None = None
    typed: tuple[str, ...] = ()

    def send(self) -> HttpResponse:
        """The answer."""
        if self.data is None:
            return self.browser.get(self.path)
        return self.browser.post(self.path, self.data)

    def plain(self, response: HttpResponse) -> tuple[int, str, str]:
        """What of an answer must be the same: not the mark of its form, a number of its own, what was typed."""
        words = f"{response.headers.get('Location', '')}\n{response.content.decode()}"
        for each in self.typed:
            words = words.replace(each, "TYPED")
        return response.status_code, EITHER.sub("ITS OWN", words), str(sorted(response.cookies))


@dataclass
class Ground:
    """Two hubs, and the time."""

    team: Team
    other: Team
    number: int = 0
    browsers: dict[Any, Client] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """As the pages know it."""
        return timezone.now()

    @property
    def slug(self) -> str:
        """The hub in addresses."""
        return self.team.hub.slug

    def stranger(self) -> Client:
        """A browser without a cookie, from an address that nobody has used."""
        self.number += 1
        return Client(REMOTE_ADDR=f"10.{self.number >> 16 & 255}.{self.number >> 8 & 255}.{self.number & 255}")

    def browser(self, member: Membership) -> Client:
        """A colleague's browser."""
        if member.pk not in self.browsers:
            self.browsers[member.pk] = browser_of(member)
            self.browsers[member.pk].get("/account/")  # the first page of a session writes when it was seen
        return self.browsers[member.pk]

    def page(self, name: str, *args: Any) -> str:
        """The address of a page of the hub."""
        return reverse(name, args=[self.slug, *args])

    @cached_property
    def nells(self) -> str:
        """The address of somebody who works here."""
        return self.team.nell.account.email

    @cached_property
    def invited(self) -> str:
        """The address of somebody who has not joined yet."""
        member = make_member(self.team.hub, "Fern Invited", "practitioner")
        member.account.password = make_password(None)
        member.account.save()
        return member.account.email

    @cached_property
    def with_pin(self) -> Referral:
        """Somebody who has pages of their own, and a PIN."""
        asked = self.asked("Heron Known")
        with hub_scope(self.team.hub):
            entry_actions.choose_pin(asked, PIN, how=Pin.How.AFTER_ASKING, now=self.now)
        return asked

    @cached_property
    def without_pin(self) -> Referral:
        """Somebody who has chosen none."""
        return self.asked("Otto Exampleton")

    @cached_property
    def hidden(self) -> Referral:
        """Somebody who keeps every practitioner and support-line worker out, by name."""
        return self.asked("Moth Hidden", must_not_see=tuple(self.kept_out))

    @property
    def kept_out(self) -> list[str]:
        """Whom they keep out."""
        return [self.team.wren.name, self.team.sol.name, self.team.nell.name]

    @cached_property
    def owned(self) -> Referral:
        """Somebody whose practitioner is Nell, and nobody else's."""
        asked = self.asked("Hazel Pretend")
        accept(self.team, asked, owner=self.team.nell, now=self.now, by=self.team.ines)
        return asked

    @cached_property
    def wrens(self) -> Referral:
        """Somebody whose practitioner is Wren."""
        asked = self.asked("Lark Wrensby")
        accept(self.team, asked, owner=self.team.wren, now=self.now, by=self.team.ines)
        return asked

    @cached_property
    def others(self) -> Referral:
        """Somebody of another hub."""
        return send_request(self.other, now=self.now, name="Quill Nobodysby", channels=WAYS)

    @cached_property
    def admitted(self) -> Admitted:
        """Occupational Health, which may refer."""
        with hub_scope(self.team.hub):
            return admit_organisation(
                self.team.hub, name="Works", route="oh", domain="works.example", by=self.team.ines, now=self.now
            )

    def asked(self, name: str, **facts: Any) -> Referral:
        """A request of somebody, a day ago."""
        asked = send_request(self.team, now=self.now - timedelta(days=1), name=name, channels=WAYS, **facts)
        with hub_scope(self.team.hub):
            set_details(asked.person, details={"born": "1985-03-27"})
        return asked

    def unknown(self) -> str:
        """A reference number that nobody has."""
        return new_reference()

    def nobody(self) -> str:
        """An identifier that nothing has."""
        return str(uuid7())

    def forget_tries(self) -> None:
        """Let everybody try again, as if time had passed."""
        with hub_scope(self.team.hub):
            Arrival.objects.filter(hub=self.team.hub).delete()
            Pin.objects.filter(hub=self.team.hub).update(failures=0, locked_until=None)
            Link.objects.filter(hub=self.team.hub).update(failures=0)


def make_ground(*, now: datetime) -> Ground:
    """The hubs. The rest is made when a pair asks for it."""
    there = make_hub("tidewater", "Tidewater", now=now), make_hub("saltpan", "Saltpan", now=now)
    for team in there:
        team.hub.current = team.hub.terms.get()
    return Ground(*there)


def same_long(text: str) -> str:
    """Something else as long: an address or a word that nobody has."""
    return uuid4().hex[: len(text.partition("@")[0])] + (f"@{text.partition('@')[2]}" if "@" in text else "")
