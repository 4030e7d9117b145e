"""Days that matter to helpers: hearings as a calendar, and what goes into a calendar file."""
