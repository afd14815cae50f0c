"""How long each kind of appointment takes, until a hub says otherwise. Ours, cautious, and no clinical rule."""

from holdfast.diary.models import Kind
from holdfast.diary.rules import Length

SHIPPED: dict[str, Length] = {
    Kind.CONTACT: Length(30, 0, 15),
    Kind.ASSESSMENT: Length(90, 0, 30),
    Kind.REVIEW: Length(30, 0, 15),
    Kind.SUPPORT: Length(60, 0, 0),
    Kind.GROUP: Length(90, 15, 15),
    Kind.WELFARE: Length(15, 0, 0),
    Kind.MEETING: Length(90),
    Kind.SUPERVISION: Length(60),
    Kind.OUTREACH: Length(120),
    Kind.TRAINING: Length(120),
    Kind.NOTES: Length(60),
    Kind.BREAK: Length(60),
    Kind.OWN: Length(60),
}
