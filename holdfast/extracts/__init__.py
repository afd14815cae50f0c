"""Extracts for research: one row a person, without a name, made coarse until everybody is like ten others."""
