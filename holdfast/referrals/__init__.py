"""The request for help, and the episode of care that follows it."""
