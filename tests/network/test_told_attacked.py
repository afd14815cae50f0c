"""An alert that whoever telephoned did not know of, or that got worse since, is told to a hub elsewhere as well."""

import re
from datetime import timedelta

from holdfast.alerts.actions import say_keep_safe
from holdfast.hubs.scope import hub_scope
from tests.network.test_meanwhile import alarmed
from tests.network.test_pages import read, send
from tests.network.test_told_by_telephone import about, calls

MINUTE = timedelta(minutes=1)


def test_an_alert_that_was_raised_after_the_page_was_read_is_not_written_down_as_told(
    tidewater, tansy, sealed, now, clock
):
    alarmed(tidewater, tansy.referral, now=clock(now + MINUTE))
    (subject,) = about(tidewater.nell, now + MINUTE)
    browser, form = shown_form(tidewater.nell, tansy.referral)
    alarmed(tidewater, tansy.referral, now=clock(now + 2 * MINUTE))
    clock(now + 3 * MINUTE)
    browser(form)
    assert subject.pk
    assert calls(tidewater.nell, now + 3 * MINUTE) == ["alert"]


def shown_form(member, referral):
    """What the page would send, as it was read."""
    html = read(member, "of_record", referral.pk).content.decode()
    form = html.partition("/told")[2].partition("</form>")[0]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    fields.pop("csrfmiddlewaretoken", None)
    return lambda sent: send(member, "told", referral.pk, **sent), fields


def test_an_alert_that_gets_worse_is_told_once_more(tidewater, tansy, sealed, now, clock):
    found = alarmed(tidewater, tansy.referral, now=clock(now + MINUTE))
    (subject,) = about(tidewater.nell, now + MINUTE)
    send(tidewater.nell, "told", subject.referral_id, about=subject.pk, word="alert")
    with hub_scope(tidewater.hub):
        say_keep_safe(found, keep_safe="no", terms=tidewater.hub.current, now=clock(now + 2 * MINUTE))
    assert calls(tidewater.nell, now + 3 * MINUTE) == ["alert"]
