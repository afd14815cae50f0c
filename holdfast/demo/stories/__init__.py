"""What each part of the hub leaves in the demo, told by its real actions."""
