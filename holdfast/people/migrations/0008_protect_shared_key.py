"""A shared key is read by the hub whose row it is; the other one may give it, and no more."""

from django.db import migrations

from holdfast.hubs.policies import admit_other_hub, protect


class Migration(migrations.Migration):
    dependencies = [("people", "0007_shared_key")]

    operations = [protect("people_sharedkey"), admit_other_hub("people_sharedkey")]
