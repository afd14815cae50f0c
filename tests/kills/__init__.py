"""Processes are killed with -9 while they work; nothing that was acknowledged may be lost or doubled."""
