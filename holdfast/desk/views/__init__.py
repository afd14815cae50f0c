"""The pages of the desk, for whoever runs the hub."""
