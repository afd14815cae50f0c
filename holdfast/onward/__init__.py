"""Somebody is referred on to a service, and followed until the outcome is known."""
