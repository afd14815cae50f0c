"""The team's meeting: questions about people, who was there, what was decided."""
