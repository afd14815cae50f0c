"""Questionnaires as data, and what follows from the answers: scores, change, files of scores."""
