"""What is mailed, and the links that are in it. Nothing here says what it is about."""
