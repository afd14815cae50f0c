"""The event stream, the access log and its seal."""
