"""Joining by a link, and what `holdfast account` says and does."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from holdfast.accounts import actions
from holdfast.accounts.commands import run
from holdfast.accounts.models import Account, Membership
from tests.accounts.signing_in import give_app, give_password, has_used_second_factor, is_open, signed_in, text_of
from tests.builders import browser_of

NEW = "tansy harbour kettle moss"
pytestmark = pytest.mark.django_db


@pytest.fixture
def command(capsys):
    """Runs the command as typed. Returns its exit code, its answer and what it said beside it."""

    def typed(line: str, **more: str) -> tuple[int, str, str]:
        words = line.split() + [word for name, value in more.items() for word in (f"--{name}", value)]
        code = run(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return typed


@pytest.fixture
def link(tidewater, command) -> str:
    """The path of a link for Otto Exampleton."""
    return path_of(
        command("create --hub tidewater --email otto@hub.example --role practitioner", name="Otto Exampleton")
    )


def path_of(answer: tuple[int, str, str]) -> str:
    """The path of the link that the command printed."""
    code, out, _ = answer
    assert (code, out.startswith("http://localhost:8000/join/"), out.endswith("/\n")) == (0, True, True)
    return out.removeprefix("http://localhost:8000").strip()


def otto() -> Membership:
    """The membership of Otto Exampleton."""
    return Membership.objects.select_related("account").get(account__email="otto@hub.example")


def choose(client: Client, link: str, password: str = NEW, again: str = NEW):
    """Send the form of the join page."""
    return client.post(link, {"password": password, "again": again})


def test_create_makes_an_invited_member_who_cannot_sign_in_yet(client, tidewater, link):
    member = otto()

    assert (member.status, member.roles, member.is_fallback) == ("invited", ["practitioner"], False)
    assert (member.account.name, member.account.has_usable_password()) == ("Otto Exampleton", False)
    assert give_password(client, member, "").status_code == 200
    assert not is_open(client)


def test_create_says_until_when_the_link_works_and_mails_nothing(tidewater, command, mailoutbox):
    _, out, err = command("create --hub tidewater --email otto@hub.example --role practitioner", name="Otto Exampleton")

    assert "Otto Exampleton can join Tidewater Staff Support Hub until" in err
    assert "Hand it over so that only they see it" in err
    assert out.count("\n") == 1
    assert mailoutbox == []


def test_create_takes_more_than_one_role_and_the_fallback(tidewater, command):
    command(
        "create --hub tidewater --email otto@hub.example --role practitioner --role clinical_lead --fallback",
        name="Otto Exampleton",
    )

    assert (otto().roles, otto().is_fallback) == (["practitioner", "clinical_lead"], True)


@pytest.mark.parametrize(
    ("line", "name", "sentence"),
    [
        ("--hub nowhere --email otto@hub.example --role practitioner", "Otto", "there is no hub nowhere"),
        ("--hub tidewater --email otto --role practitioner", "Otto", "otto is no email address"),
        ("--hub tidewater --email otto@hub.example --role wizard", "Otto", "wizard is no role"),
        ("--hub tidewater --email otto@hub.example --role practitioner", " ", "Give a name"),
    ],
)
def test_create_refuses_what_cannot_be_and_says_why(tidewater, command, line, name, sentence):
    code, out, err = command(f"create {line}", name=name)

    assert (code, out) == (2, "")
    assert sentence in err
    assert not Account.objects.filter(email="otto@hub.example").exists()


def test_create_refuses_who_belongs_to_the_hub_already(tidewater, command, link):
    code, _, err = command("create --hub tidewater --email OTTO@hub.example --role practitioner", name="Otto")

    assert code == 2
    assert "belongs to Tidewater Staff Support Hub already" in err


def test_opening_the_link_shows_the_name_and_uses_nothing_up(client, link):
    for _ in range(3):
        page = client.get(link)
        assert page.status_code == 200
        assert "Hello, Otto Exampleton" in text_of(page)
    assert otto().status == "invited"


def test_joining_makes_active_signs_in_and_asks_for_a_second_factor(client, link):
    response = choose(client, link)

    assert response.headers["Location"] == "/account/"
    assert "Set up a second step" in text_of(client.get("/account/"))
    assert otto().status == "active"
    assert not has_used_second_factor(client, otto())
    assert client.get("/today/").headers["Location"] == "/account/"
    assert client.get("/account/app/").status_code == 200


def test_a_link_works_once(client, link):
    choose(client, link)
    other = Client()

    assert (
        other.get(link).status_code,
        choose(other, link, "another long password", "another long password").status_code,
    ) == (410, 410)
    assert "This link does not work" in text_of(other.get(link))
    assert otto().account.check_password(NEW)


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("", "", "Enter a password"),
        ("short", "short", "at least 12 characters"),
        ("otto@hub.example", "otto@hub.example", "too similar"),
        (NEW, NEW + "x", "Enter the same password in both boxes"),
        ("nul\0nul\0nul\0nul\0", "nul\0nul\0nul\0nul\0", "Null characters"),
        ("x" * 1_000_000, "x" * 1_000_000, "Use a shorter password"),
    ],
)
def test_a_password_that_will_not_do_is_refused_and_the_link_still_works(client, link, password, again, sentence):
    assert sentence in text_of(choose(client, link, password, again))
    assert otto().status == "invited"
    assert choose(client, link).status_code == 302


def test_a_link_lasts_seven_days(client, link, clock):
    start = timezone.now()
    clock(start + timedelta(days=6, hours=23))
    assert client.get(link).status_code == 200

    clock(start + timedelta(days=7, minutes=1))
    assert client.get(link).status_code == 410
    assert choose(client, link).status_code == 410


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "W10:x:y"])
def test_a_forged_link_gets_the_same_page_as_a_used_one(client, link, token):
    choose(Client(), link)

    forged = client.get(f"/join/{token}/")

    assert forged.status_code == 410
    assert text_of(forged) == text_of(client.get(link))


def test_a_changed_letter_spoils_the_link(client, link):
    assert client.get(link[:-5] + ("A" if link[-5] != "A" else "B") + link[-4:]).status_code == 410


@pytest.mark.parametrize("job", ["suspend", "leave"])
def test_the_link_of_somebody_who_no_longer_belongs_does_not_work(client, link, command, job):
    command(f"{job} --hub tidewater --email otto@hub.example")

    assert client.get(link).status_code == 410
    assert choose(client, link).status_code == 410
    assert otto().status != "active"


def test_a_new_link_makes_the_old_one_worthless(client, link, command):
    newer = path_of(command("link --hub tidewater --email otto@hub.example"))

    assert client.get(link).status_code == 410
    assert choose(client, newer).status_code == 302


def test_joining_on_a_screen_where_a_colleague_is_signed_in_ends_their_session(tidewater, link):
    client = browser_of(tidewater.nell)

    choose(client, link)

    assert client.session["_auth_user_id"] == str(otto().account_id)
    assert not has_used_second_factor(client, tidewater.nell)


def test_reset_forgets_password_and_second_factor_and_ends_sessions(tidewater, command):
    nell = tidewater.nell
    client = signed_in(nell, give_app(nell))

    link = path_of(command(f"reset --hub tidewater --email {nell.account.email}"))

    assert not is_open(client)
    assert nell.account.authenticator_set.count() == 0
    assert give_password(Client(), nell).status_code == 200
    assert choose(client, link).headers["Location"] == "/account/"
    assert Membership.objects.get(pk=nell.pk).status == "active"


@pytest.fixture
def second_link(tidewater, saltpan, command) -> str:
    """A link for Nell of Tidewater to join Saltpan too."""
    email = tidewater.nell.account.email
    return path_of(command(f"create --hub saltpan --email {email} --role practitioner", name="Somebody Else"))


def test_who_has_an_account_keeps_it_and_signs_in_to_join_another_hub(client, tidewater, saltpan, second_link):
    page = client.get(second_link)

    assert "You have an account already" in text_of(page)
    assert 'name="password"' not in page.content.decode()
    assert client.post(second_link, {"password": NEW, "again": NEW}).status_code == 200
    assert tidewater.nell.account.memberships.get(hub=saltpan.hub).status == "invited"
    tidewater.nell.account.refresh_from_db()
    assert not tidewater.nell.account.check_password(NEW)
    assert tidewater.nell.account.name == "Nell Sampleton"


def test_signed_in_with_a_second_factor_they_join_the_other_hub_once(tidewater, saltpan, second_link):
    client = browser_of(tidewater.nell)

    assert client.post(second_link).headers["Location"] == "/account/"
    assert tidewater.nell.account.memberships.get(hub=saltpan.hub).status == "active"
    assert client.get(second_link).status_code == 410


def test_a_colleague_cannot_join_with_somebody_elses_link(tidewater, saltpan, second_link):
    client = browser_of(tidewater.wren)

    assert client.post(second_link).status_code == 200
    assert tidewater.nell.account.memberships.get(hub=saltpan.hub).status == "invited"


def test_a_password_alone_does_not_join_another_hub(client, tidewater, saltpan, second_link):
    give_password(client, tidewater.nell)

    assert client.post(second_link).status_code == 200
    assert tidewater.nell.account.memberships.get(hub=saltpan.hub).status == "invited"


@pytest.mark.parametrize("job", ["suspend", "leave", "roles --role administrator"])
def test_taking_something_away_ends_open_sessions_at_once(tidewater, command, job):
    client, colleague = browser_of(tidewater.nell), browser_of(tidewater.wren)

    code, _, _ = command(f"{job} --hub tidewater --email {tidewater.nell.account.email}")

    assert code == 0
    assert (is_open(client), is_open(colleague)) == (False, True)


def test_roles_replace_the_old_ones(tidewater, command):
    _, out, _ = command(f"roles --hub tidewater --email {tidewater.nell.account.email} --role administrator")

    assert Membership.objects.get(pk=tidewater.nell.pk).roles == ["administrator"]
    assert out == "Nell Sampleton is Administrator, and signs in anew.\n"


def test_resume_opens_the_hub_again(tidewater, command):
    email = tidewater.nell.account.email
    command(f"suspend --hub tidewater --email {email}")

    assert command(f"resume --hub tidewater --email {email}")[1] == "Nell Sampleton is active.\n"
    assert give_password(Client(), tidewater.nell).status_code == 302


@pytest.mark.parametrize("job", ["suspend", "leave", "roles --no-fallback"])
def test_the_last_fallback_of_an_open_hub_stays(tidewater, command, job):
    code, _, err = command(f"{job} --hub tidewater --email {tidewater.ines.account.email}")

    assert code == 2
    assert "make somebody else fallback first" in err
    assert Membership.objects.get(pk=tidewater.ines.pk).is_fallback


def test_with_another_fallback_the_first_may_go(tidewater, command):
    command(f"roles --hub tidewater --email {tidewater.nell.account.email} --fallback")

    assert command(f"leave --hub tidewater --email {tidewater.ines.account.email}")[0] == 0


def test_list_shows_who_works_for_one_hub_only(tidewater, saltpan, command, link):
    _, out, _ = command("list --hub tidewater")

    lines = out.splitlines()
    assert len(lines) == 8
    assert "invited\totto@hub.example\tOtto Exampleton\tpractitioner\tno second factor" in lines
    assert (
        f"active\t{tidewater.ines.account.email}\tInes Pretendham\tclinical_lead\tno second factor\tfallback" in lines
    )
    assert "saltpan" not in out


def test_somebody_of_another_hub_is_not_found(tidewater, saltpan, command):
    code, _, err = command(f"suspend --hub saltpan --email {tidewater.nell.account.email}")

    assert (code, err) == (2, f"holdfast: {tidewater.nell.account.email} does not belong to saltpan\n")
    assert Membership.objects.get(pk=tidewater.nell.pk).status == "active"


def test_who_left_may_be_invited_again(client, tidewater, command, link):
    choose(client, link)
    command("leave --hub tidewater --email otto@hub.example")

    code, _, _ = command("create --hub tidewater --email otto@hub.example --role administrator", name="Otto Exampleton")

    assert (code, otto().status, otto().roles) == (0, "invited", ["administrator"])


def test_two_browsers_that_opened_the_same_link_join_once(client, link):
    opened = otto()
    choose(client, link)

    with pytest.raises(actions.LinkNoLongerWorks):
        actions.choose_first_password(opened, "another long password", now=timezone.now())

    assert otto().account.check_password(NEW)
