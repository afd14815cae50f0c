"""Pages of the directory: searching it, keeping it, what is missing in it, and what everybody may read."""
