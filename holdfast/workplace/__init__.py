"""What is asked and agreed with Occupational Health, GP and manager, as the person approved it."""
