"""Figures: what is counted of a hub, for whom, and how they are kept from giving anybody away."""
