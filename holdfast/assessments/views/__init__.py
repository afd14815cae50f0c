"""Pages of the assessment, the safety plan and the team's meeting."""
