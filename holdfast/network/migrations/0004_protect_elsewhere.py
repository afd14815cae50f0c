"""Hubs of other installations and this hub's own key are one hub's, and only its own rows point at them."""

from django.db import migrations

from holdfast.hubs.policies import key_with_hub, points_within_hub, protect


class Migration(migrations.Migration):
    dependencies = [("network", "0003_elsewhere"), ("network", "0002_protect")]

    operations = [
        protect("network_transferkey"),
        protect("network_hubelsewhere"),
        key_with_hub("network_hubelsewhere"),
        points_within_hub("network_transferkey", "box_id", "people_box"),
        points_within_hub("network_hubelsewhere", "trusted_by_id", "accounts_membership"),
        points_within_hub("network_transfer", "elsewhere_id", "network_hubelsewhere"),
        points_within_hub("network_arrival", "from_elsewhere_id", "network_hubelsewhere"),
    ]
