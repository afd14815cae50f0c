"""A call while it lasts, and what became of it; voicemail and post."""
