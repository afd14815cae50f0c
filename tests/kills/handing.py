"""Steps of people who go from Fenmark to Saltpan, each in a process of its own that may be killed.

    python -m tests.kills.handing offer 6 | accept TRANSFER | responsible

`offer` prints the transfers, a line each; `responsible` prints of each transfer which hub the product names on the
referral that was offered, and on the one that was brought over, where there is one.
"""

import sys

OFFERS, ASKED = "fenmark", "saltpan"


def offer(count: str) -> None:
    """So many people whom Fenmark has, offered to Saltpan with their agreement."""
    from django.utils import timezone

    from tests.builders import accept, make_hub, send_request
    from tests.network.conftest import offered

    now = timezone.now()
    team, other = make_hub(OFFERS, "Fenmark", now=now), make_hub(ASKED, "Saltpan", now=now)
    for _ in range(int(count)):
        referral = send_request(team, now=now, name="Tansy Madeup", story="It is too much.")
        accept(team, referral, owner=team.nell, now=now, by=team.ines)
        sys.stdout.write(f"{offered(team, other, referral, now=now).pk}\n")


def accept(transfer_id: str) -> None:
    """Saltpan's practitioner takes somebody on."""
    from django.utils import timezone

    from holdfast.accounts.models import Membership
    from holdfast.hubs.models import Hub
    from holdfast.hubs.scope import hub_scope
    from holdfast.network import answer_actions
    from holdfast.network.models import Transfer

    hub = Hub.objects.get(slug=ASKED)
    with hub_scope(hub):
        nell = Membership.objects.select_related("hub").get(hub=hub, account__name__startswith="Nell")
        answer_actions.accept(Transfer.objects.get(pk=transfer_id), by=nell, now=timezone.now())


def responsible() -> None:
    """Which hub the product takes for responsible, by either hub's own pages."""
    from holdfast.hubs.models import Hub
    from holdfast.hubs.scope import hub_scope
    from holdfast.network.models import Arrival, Transfer
    from holdfast.network.queries import responsible_hub

    hubs = {hub.slug: hub for hub in Hub.objects.all()}
    slugs = {hub.pk: slug for slug, hub in hubs.items()}
    with hub_scope(hubs[OFFERS]):
        rows = Transfer.objects.select_related("referral")
        said = {each.pk: [slugs[responsible_hub(each.referral)]] for each in rows}
    with hub_scope(hubs[ASKED]):
        for each in Arrival.objects.filter(referral__isnull=False).select_related("referral"):
            said[each.transfer_id].append(slugs[responsible_hub(each.referral)])
    for transfer_id, named in said.items():
        sys.stdout.write(f"{' '.join([str(transfer_id), *named])}\n")


if __name__ == "__main__":
    import django

    django.setup()
    {"offer": offer, "accept": accept, "responsible": responsible}[sys.argv[1]](*sys.argv[2:])
