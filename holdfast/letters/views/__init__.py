"""Pages of letters: of a record, what waits to be posted, the hub's templates."""
