"""The public pages, and the request for help."""
