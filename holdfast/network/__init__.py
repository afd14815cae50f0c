"""What hubs do with one another: somebody moves from one to the other."""
