"""Bounds of the commands."""

from typing import Final

ID_PREFIX_CHARS_MIN: Final = 6  # of a shortened id: one in sixteen million fits by chance
LIST_ROWS: Final = 100  # records listed unless told: what one person reads
LIST_ROWS_MAX: Final = 10_000  # records listed at once: about 5 MB, within one message of the control channel
PATHS_MAX: Final = 512  # fields of one command: what one change may hold
TEXT_CHARS_MAX: Final = 8 * 1024 * 1024  # one argument; far above any value, so that the value's own bound answers
ITEM_ID_BYTES: Final = 8  # of a new list item: 64 random bits never meet within one record
EXPORT_BYTES_MAX: Final = 64 * 1024 * 1024  # one record's document with all its history
FREE_BYTES_LOW: Final = 256 * 1024 * 1024  # below it `doctor` warns: a backup and a checkpoint still fit
RECOVERY_FILE_CHARS_MAX: Final = 1024  # the text form of a recovery key has fewer than a hundred
SEALED_FILE_BYTES_MAX: Final = 320 * 1024 * 1024  # a sealed file at its limit, padded
