"""Bands in which ages and waits are counted, and the word for whoever did not tell."""

WEEKS_UP_TO = ((3, "0-3"), (7, "4-7"), (11, "8-11"), (17, "12-17"))
LONGER = "18+"
WEEKS = (*(name for _most, name in WEEKS_UP_TO), LONGER)

AGE_UP_TO = ((24, "under 25"), (34, "25-34"), (44, "35-44"), (54, "45-54"), (64, "55-64"))
OLDEST = "65 and over"
AGES = (*(name for _most, name in AGE_UP_TO), OLDEST)

NOT_TOLD = "not_told"
