"""The kills take longer than any other test: they begin first, while there is enough else to do beside them."""


def pytest_collection_modifyitems(items):
    """Kills first; the rest stays in its order."""
    items.sort(key=lambda item: item.get_closest_marker("kills") is None)
