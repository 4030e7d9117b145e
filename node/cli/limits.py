"""Bounds of the command line."""

from typing import Final

SHOW_PROGRESS_AFTER_S: Final = 1.0  # what takes less needs no bar
LOOK_EVERY_S: Final = 0.1  # how often progress is looked at: smooth to the eye
PASSPHRASE_FILE_BYTES_MAX: Final = (
    8 * 1024
)  # a passphrase has at most 1,024 characters; the rest of the file is not read
PORT_MAX: Final = 65_535
TRIES: Final = 3  # slips while a new passphrase is typed twice
VALUE_CHARS_SHOWN: Final = 200  # of one value in a table; `record show` shows all of it
