"""What a person reads for the kinds of appointment, and for what is in their plan."""

from django.utils.translation import gettext_lazy as _

from holdfast.coordination.models import Strand
from holdfast.diary.models import Kind

KINDS = {
    Kind.CONTACT: _("First conversation"),
    Kind.ASSESSMENT: _("A longer talk"),
    Kind.REVIEW: _("Looking at how it goes"),
    Kind.SUPPORT: _("Session"),
    Kind.GROUP: _("Group"),
    Kind.WELFARE: _("A call"),
}
STRANDS = {
    Strand.Kind.ADVICE: _("Advice"),
    Strand.Kind.SELF_HELP: _("Something you do yourself"),
    Strand.Kind.SESSIONS: _("Sessions here"),
    Strand.Kind.GROUP_OR_TRAINING: _("A group or training"),
    Strand.Kind.SIGNPOST: _("Somewhere else that helps"),
    Strand.Kind.ONWARD: _("Another service"),
    Strand.Kind.WORKPLACE: _("Support at work"),
    Strand.Kind.LETTER: _("A letter"),
}
