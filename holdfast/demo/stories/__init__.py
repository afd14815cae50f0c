"""What the demo tells, one door at a time, by the product's own actions."""
