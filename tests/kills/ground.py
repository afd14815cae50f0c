"""Prepares the database of the killed processes, in a process of its own: tables, and one hub watched at all hours."""

SLUG = "tidewater"
EVERY_HOUR = [[day, "00:00", "24:00"] for day in range(7)]
A_DAY = 24 * 60  # minutes; longer than any run, so that no escalation adds mail


def main() -> None:
    """Migrate, and make the hub with somebody on duty for a day."""
    import django

    django.setup()
    from django.utils import timezone

    from holdfast.hubs.scope import hub_scope
    from holdfast.schema import bring_up_to_date
    from tests.builders import make_hub, put_on_duty

    bring_up_to_date()
    now = timezone.now()
    limits = {"take_immediate_minutes": A_DAY, "take_default_minutes": A_DAY, "close_minutes": A_DAY}
    team = make_hub(SLUG, "Tidewater", now=now, open_hours=EVERY_HOUR, watched_hours=EVERY_HOUR, **limits)
    with hub_scope(team.hub):
        put_on_duty(team.nell, now, hours=24)


if __name__ == "__main__":
    main()
