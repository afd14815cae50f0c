"""Services that could help somebody: what they offer, how to get in, what they promised."""
