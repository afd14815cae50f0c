"""Tests that commit have a database of their own."""

from tests.committed import committed, own_keyring  # noqa: F401 - fixtures
