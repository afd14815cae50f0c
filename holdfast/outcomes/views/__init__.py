"""Pages of how it went: the outcome of a record, its end, and a death."""
