from holdfast.hubs.scope import hub_scope
from holdfast.referrals.commands import reckon_alerts
from holdfast.referrals.models import Referral
from tests.builders import send_request


def test_the_command_prints_each_hub_and_ends_with_0_when_nothing_is_found(tidewater, saltpan, now, clock, capsys):
    clock(now)
    send_request(tidewater, now=now, safe_now="no")

    code = reckon_alerts(["reckon"])

    assert code == 0
    assert capsys.readouterr().out == (
        "Saltpan Staff Support Hub: nothing found; every check saw its sentinel\n"
        "Tidewater Staff Support Hub: nothing found; every check saw its sentinel\n"
    )


def test_the_command_ends_with_1_and_the_reference_when_something_is_found(tidewater, saltpan, now, clock, capsys):
    clock(now)
    referral = send_request(tidewater, now=now, name="Marigold Testwick")
    with hub_scope(tidewater.hub):
        Referral.objects.filter(pk=referral.pk).update(safe_now="no")

    code = reckon_alerts(["reckon", "--hub", "tidewater"])

    said = capsys.readouterr().out
    assert code == 1
    assert referral.reference in said
    assert "Marigold" not in said


def test_a_hub_that_does_not_exist_is_not_called_clean(tidewater, capsys):
    assert reckon_alerts(["reckon", "--hub", "nowhere"]) == 1
    assert capsys.readouterr().err == "There is no such hub.\n"
