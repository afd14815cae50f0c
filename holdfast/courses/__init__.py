"""Support by the hub itself: short courses of sessions by a protocol."""
