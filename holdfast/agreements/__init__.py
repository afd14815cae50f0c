"""What a person agrees that somebody outside may be told, and what was told."""
