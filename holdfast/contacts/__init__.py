"""Attempts to reach a person, and the first contact."""
