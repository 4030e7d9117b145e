"""Measurements with the goals beside them: `make bench`, or `python -m bench NAME…`. Nothing here is a test."""
