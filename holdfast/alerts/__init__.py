"""Alerts: a risk answer, or a worker's worry, in front of a named human."""
