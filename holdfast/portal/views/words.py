"""What a person reads for the kinds of appointment."""

from django.utils.translation import gettext_lazy as _

from holdfast.diary.models import Kind

KINDS = {
    Kind.CONTACT: _("First conversation"),
    Kind.ASSESSMENT: _("A longer talk"),
    Kind.REVIEW: _("Looking at how it goes"),
    Kind.SUPPORT: _("Session"),
    Kind.GROUP: _("Group"),
    Kind.WELFARE: _("A call"),
}
