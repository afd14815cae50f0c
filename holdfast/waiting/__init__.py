"""Waiting well: who waits and for what, contact at the hub's rhythm, questions by a link, the expected wait."""
