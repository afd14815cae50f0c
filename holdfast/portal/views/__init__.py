"""Pages of the portal: getting in, where things stand, who may see, what the person decides, and the staff side."""
