"""People, with their identity kept apart from their story and sealed per person."""
