"""The assessment: written once, by several, used everywhere; the team's meeting; the safety plan."""
