"""What the demo tells beside the requests of its people: one file for each door. Everybody in it is invented."""
