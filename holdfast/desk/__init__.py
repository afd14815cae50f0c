"""Setting a hub up and running it: terms, employers, partners, the team."""
