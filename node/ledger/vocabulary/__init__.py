"""The words records are told in, each list with labels in three languages. A published code never changes."""
