"""Whoever refers somebody to the hub: what they send, and the little they may see."""
