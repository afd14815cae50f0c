"""Views of the caseload, one module for each thing somebody looks at."""
