"""Bounds of the service: what a node keeps in memory and does at once."""

OPEN_RECORDS_MAX = 2_048  # opened records kept in memory; about 4 kB each, so 8 MB
RECORDS_PER_COMMIT = 1_024  # records of one bulk commit: 16 full entries, a tenth of a second, 2 MB
REBUILD_BATCH = 512  # records replayed between two commits of a rebuild
ENTRIES_PER_READ = 256  # entries of a log read at once by verify and backup: at most 64 MiB, typically 1
