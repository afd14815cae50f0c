"""What the database itself refuses: policies, composite keys, rights. Used by migrations and `holdfast migrate`.

`REGISTRY` is the list of tables without a policy, and why. Every other table must carry `hub_id` and the
policy; tests/hubs/test_policies.py reads the real schema and fails on any other.
"""

from django.db import migrations

OWN_HUB = "hub_id = (SELECT scope_hub())"
OFFERED_HERE = "to_hub_id = (SELECT scope_hub()) AND offered_at IS NOT NULL"
MADE_HERE = "made_by_hub_id = (SELECT scope_hub())"

# Tables that two hubs have between them, with what the policy admits beside the hub whose row it is.
BETWEEN_HUBS = {
    "network_transfer": {"to_hub_reads": ("SELECT", OFFERED_HERE), "to_hub_answers": ("UPDATE", OFFERED_HERE)},
    "people_sharedkey": {"another_hub_gives": ("INSERT", MADE_HERE)},
}

SCOPE_FUNCTION = """
CREATE TABLE scope_key (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    inner_pad bytea NOT NULL CHECK (length(inner_pad) = 64),
    outer_pad bytea NOT NULL CHECK (length(outer_pad) = 64)
);
REVOKE ALL ON scope_key FROM PUBLIC;

CREATE FUNCTION scope_hub() RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED
    SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    scope text := current_setting('holdfast.scope', true);
    message text;
    signed text;
    given public.scope_key%ROWTYPE;
BEGIN
    IF scope IS NULL OR scope = '' THEN
        RETURN NULL;
    END IF;
    message := left(scope, -65);
    signed := right(scope, 64);
    SELECT * INTO given FROM public.scope_key;
    IF NOT FOUND OR substr(scope, length(scope) - 64, 1) <> ':' OR signed <> encode(
        sha256(given.outer_pad || sha256(given.inner_pad || convert_to(message, 'UTF8'))), 'hex'
    ) THEN
        RAISE EXCEPTION 'the hub scope is not valid' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF split_part(message, ':', 2)::int <> pg_backend_pid() THEN
        RAISE EXCEPTION 'the hub scope belongs to another connection' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF split_part(message, ':', 3)::bigint < extract(epoch FROM clock_timestamp()) THEN
        RAISE EXCEPTION 'the hub scope has expired' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN split_part(message, ':', 1)::uuid;
END
$function$;
REVOKE ALL ON FUNCTION scope_hub() FROM PUBLIC;
"""

# Tables without a hub's policy. They hold no person's data; sign-in must read them before a hub is known.
REGISTRY = {
    "hubs_region": "the seven regions",
    "hubs_system": "integrated care systems",
    "hubs_hub": "the hubs",
    "hubs_terms": "a hub's hours, cover and targets, which its public pages show",
    "hubs_hub_systems": "a hub's footprint",
    "hubs_hub_employers": "whose staff a hub serves, which its public pages show",
    "hubs_neighbour": "which hubs see each other's staff",
    "hubs_organisation": "employers, as published",
    "monitoring_ledgerentry": "figures as they were published, which everybody reads",
    "monitoring_sicknessmonth": "days lost to sickness, as published, by area and month",
    "accounts_account": "staff accounts",
    "accounts_membership": "which account works for which hub",
    "account_emailaddress": "kept empty: django-allauth insists on the table",
    "account_emailconfirmation": "kept empty: django-allauth insists on the table",
    "mfa_authenticator": "second factors, sealed",
    "django_session": "sessions of staff",
    "django_content_type": "Django's own",
    "django_migrations": "Django's own",
    "auth_permission": "Django's own, unused",
    "auth_group": "Django's own, unused",
    "auth_group_permissions": "Django's own, unused",
    "accounts_account_groups": "Django's own, unused",
    "accounts_account_user_permissions": "Django's own, unused",
    "axes_accessattempt": "failed sign-ins",
    "axes_accessattemptexpiration": "when a failed sign-in is forgotten",
    "axes_accesslog": "sign-ins",
    "axes_accessfailurelog": "failed sign-ins",
    "scope_key": "readable by its owner alone",
    "procrastinate_jobs": "jobs carry ids only",
    "procrastinate_events": "history of jobs",
    "procrastinate_periodic_defers": "history of jobs",
    "procrastinate_workers": "living workers",
}

# The serving role may add to these and never change or remove a row.
APPEND_ONLY = {
    "desk_change",
    "events_event",
    "events_accessentry",
    "events_seal",
    "fitness_fitnessstep",
    "hubs_terms",
    "monitoring_ledgerentry",
    "monitoring_sicknessmonth",
    "research_extract",
    "safeguarding_entry",
    "triage_ruleset",
    "workforce_assessorrule",
    "workforce_profile",
    "workplace_askend",
    "workplace_workstate",
}
# The serving role may read these and nothing else.
READ_ONLY = {"django_migrations", "hubs_region", "hubs_system"}
# The serving role may also delete here: nothing in them is a person's record.
DELETABLE = {
    "hubs_hub_systems",
    "hubs_hub_employers",
    "front_door_draft",
    "front_door_visit",
    "front_door_arrival",
    "partners_code",
    "partners_visit",
    "portal_ownvisit",
    "referrals_tally",
    "monitoring_keptspan",
    "people_searchtoken",
    "people_matchtoken",
    "people_joined",
    "django_session",
    "mfa_authenticator",
    "axes_accessattempt",
    "axes_accessattemptexpiration",
    "axes_accesslog",
    "axes_accessfailurelog",
    "procrastinate_jobs",
    "procrastinate_events",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
}


def protect(table: str) -> migrations.RunSQL:
    """Migration operation: show and accept only rows of the hub in scope, for the owner too."""
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY own_hub ON {table} USING ({OWN_HUB}) WITH CHECK ({OWN_HUB});
        """,
        f"""
        DROP POLICY own_hub ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def admit_other_hub(table: str) -> migrations.RunSQL:
    """Migration operation, after `protect`: admit the other hub too, for what `BETWEEN_HUBS` says and no more."""
    made, dropped = [], []
    for name, (command, condition) in BETWEEN_HUBS[table].items():
        using = f" USING ({condition})" if command != "INSERT" else ""
        check = f" WITH CHECK ({condition})" if command != "SELECT" else ""
        made.append(f"CREATE POLICY {name} ON {table} FOR {command}{using}{check};")
        dropped.append(f"DROP POLICY {name} ON {table};")
    return migrations.RunSQL("\n".join(made), "\n".join(dropped))


def key_with_hub(table: str) -> migrations.RunSQL:
    """Migration operation: make (hub, id) unique, so that other tables can point at both."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_hub_id_key UNIQUE (hub_id, id)",
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_hub_id_key",
    )


def points_within_hub(table: str, column: str, to: str) -> migrations.RunSQL:
    """Migration operation: `column` points at a row of `to` in the same hub, or at nothing."""
    name = f"{table}_{column}_in_hub"
    return migrations.RunSQL(
        f"""ALTER TABLE {table} ADD CONSTRAINT {name}
            FOREIGN KEY (hub_id, {column}) REFERENCES {to} (hub_id, id)""",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )
