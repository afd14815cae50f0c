"""Research: who does not want to be in it, which studies were approved, and which of them were given an extract."""
