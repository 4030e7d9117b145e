"""What the command line and the JSON API answer, as JSON: one form for both. It holds values as they are stored."""
