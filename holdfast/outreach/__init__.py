"""What a team asks of the hub, before anybody is named."""
