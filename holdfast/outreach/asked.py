"""What a team asked for, as one value: from the pages, or over the telephone."""

from dataclasses import dataclass

from holdfast.hubs.models import Organisation
from holdfast.outreach.models import TeamRequest


@dataclass(frozen=True)
class TeamAsked:
    """A team's request. Whoever is called back gives a name to use, and a telephone number or an address.

    Attributes:
        phone: as E.164; empty where an address is given.
        times: good times to call: any, am, pm, eve.
    """

    name: str
    phone: str = ""
    email: str = ""
    times: tuple[str, ...] = ()
    happening: tuple[str, ...] = ()
    words: str = ""
    size: str = TeamRequest.Size.UNKNOWN
    place: str = ""
    employer: str = ""
    organisation: Organisation | None = None
    wishes: tuple[str, ...] = ()
    talk_on: str = ""
    not_safe: str = TeamRequest.NotSafe.NO

    @property
    def told(self) -> dict[str, object]:
        """What is sealed: everything that was typed."""
        return {
            "name": self.name,
            "phone": self.phone,
            "email": self.email,
            "times": list(self.times),
            "words": self.words,
            "place": self.place,
            "employer": "" if self.organisation else self.employer,
            "talk_on": self.talk_on,
        }
