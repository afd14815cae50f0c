"""When contact is proposed: the hub's own rule set. A new version is signed by a clinical lead, and holds at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.desk import comparing
from holdfast.desk.actions import SignedMeanwhile, sign_rules
from holdfast.desk.forms import RulesForm
from holdfast.desk.queries import newest_rules
from holdfast.desk.views.terms import NOTHING_CHANGES, posted
from holdfast.triage.queries import rule_set_of
from holdfast.triage.rules import SHIPPED


@staff(Permission.SET_HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """Each rule: today, two days, or off."""
    request.section = "hub"
    now = timezone.now()
    signed = rule_set_of(request.hub, now=now)
    before = {**SHIPPED, **(signed.rules if signed else {})}
    newest = newest_rules(request.hub)
    may_sign = request.member.may(Permission.TRIAGE)
    sent = posted(request) if may_sign else None  # what others send is not looked at
    form = RulesForm(sent, signer=request.member.name, initial=before)
    context = {"form": form, "signed": signed, "may_sign": may_sign, "changes": []}
    if form.can_be_shown():
        changes = comparing.rules_changed(before, form.given, dict(RulesForm.CHOICES))
        if not changes:
            form.add_error(None, NOTHING_CHANGES)
        elif form.wants_to_sign(newest):
            try:
                made = sign_rules(request.hub, form.given, seen_version=newest, by=request.member, now=now)
            except SignedMeanwhile as trouble:
                messages.error(request, str(trouble))
            else:
                messages.success(request, f"Rule set {made.version} is signed. It holds from now.")
                return redirect("desk:rules")
        less = comparing.less_cautious(form.given)
        context |= {"changes": changes, "less": less, "mark": form.mark(newest)}
    return render(request, "desk/rules.html", context)
