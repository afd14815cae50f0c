"""When to make contact, and what was decided."""
