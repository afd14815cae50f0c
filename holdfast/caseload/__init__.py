"""Today, the people a member may see, and one person's record."""
