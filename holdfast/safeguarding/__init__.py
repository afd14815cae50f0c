"""Concerns for somebody's safety or for others: what was seen, what was done, who was told."""
