"""How people are after support, and how it ends."""
