"""The page docs/generated/permissions.md: what each role may do, and who may pass each address."""

from holdfast.accounts.roles import ROLES, Permission
from holdfast.documentation.routes import Route, demo_routes, site_routes
from holdfast.documentation.tabular import opening, table, written

WHO = {
    "anyone": "anyone",
    "anyone at a hub": "anyone; a hub that is open",
    "signed in": "a signed-in account, for itself",
    "staff": "an active member with a second factor",
    "person": "a person on their own pages, after the second step",
    "referrer": "a referrer, after the code sent to their work address",
}


class RouteOpen(Exception):
    """A route declares nobody who may pass."""


def page() -> str:
    """Roles, permissions, routes."""
    return written(
        [
            *opening("Roles, permissions and routes", "`holdfast/accounts/roles.py` and the URLconf"),
            "A role opens a page; whose record it shows is asked again by `holdfast/people/access.py`: a relationship,",
            "the queue of a duty, or emergency access. Those whom the person named as not to see it are kept out of",
            "both. What somebody may not see answers 404.",
            "",
            "## Roles",
            "",
            *table(["role", "key", "what it is"], [(r.label, f"`{r.key}`", r.description) for r in ROLES.values()]),
            "",
            "## Permissions",
            "",
            *grants(),
            "",
            "## Routes",
            "",
            *routes(site_routes()),
            "",
            "### In the demo alone",
            "",
            *routes(demo_routes()),
        ]
    )


def grants() -> list[str]:
    """Who holds which permission."""
    head = ["permission", "may …", *(role.label for role in ROLES.values())]
    rows = [
        (f"`{p}`", p.label, *("yes" if p in role.permissions else "" for role in ROLES.values())) for p in Permission
    ]
    return table(head, rows)


def routes(found: list[Route]) -> list[str]:
    """Every address and who may pass."""
    return table(["address", "name", "who"], [(f"`{r.address}`", f"`{r.name}`", who(r)) for r in found])


def who(route: Route) -> str:
    """Who may pass, in words.

    Raises:
        RouteOpen: the view does not say.
    """
    if route.who is None:
        raise RouteOpen(f"the route {route.name} at {route.address} declares nobody; see holdfast/accounts/gate.py")
    needed = ", ".join(f"`{permission}`" for permission in route.who.permissions)
    return f"{WHO[route.who.kind]}, who holds {needed}" if needed else WHO[route.who.kind]
