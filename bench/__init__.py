"""Measurements with the goals beside them: `make bench`, or `python -m bench NAME…` for some. Nothing here is a test."""
