"""Staff accounts, their membership of a hub, what each role may do, and the gate every route stands behind."""
