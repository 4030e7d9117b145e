"""Sheets of pixels, and how they come through the pipe from the process that draws.

    answer = sheet* (drawn | fault)
    sheet  = channels (1: grey, 3: red, green, blue) · width, height (4 bytes each, big-endian) · pixels, row by row

Refused: a sheet with more pixels or a longer side than is kept, and whatever is no sheet, end or fault.
"""

import struct
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from node.api.errors import Fault, NoPicture
from node.api.limits import KEPT_PIXELS_MAX, KEPT_SIDE_MAX

DRAWN: Final = 0xFF  # every sheet was sent
_FAULTS: Final = {0x10 + number: fault for number, fault in enumerate(Fault)}
_CODES: Final = {fault: code for code, fault in _FAULTS.items()}
SIZE: Final = struct.Struct(">II")


class Job(Enum):
    """What a file is drawn for; it decides which decoders it meets."""

    SENT = "sent"  # a picture of this computer: JPEG, PNG or WebP
    KEPT = "kept"  # an attached picture, as large as it is
    SMALL = "small"  # an attached picture on a card
    PAPER = "paper"  # a PDF, every page of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The pixels of one picture or page, row by row: one byte each where it is grey, else red, green and blue."""

    width: int
    height: int
    channels: int
    pixels: bytes = field(repr=False)

    def __post_init__(self) -> None:
        assert len(self.pixels) == pixel_bytes(self.channels, self.width, self.height)


def pixel_bytes(channels: int, width: int, height: int) -> int:
    """Return how many bytes a sheet's pixels have. Raises: NoPicture for a size that no sheet has."""
    if channels not in (1, 3) or not 0 < width * height <= KEPT_PIXELS_MAX or max(width, height) > KEPT_SIDE_MAX:
        raise NoPicture(Fault.DAMAGED)
    return channels * width * height


def head_of(sheet: Sheet) -> bytes:
    """Return what stands before a sheet's pixels."""
    return bytes((sheet.channels,)) + SIZE.pack(sheet.width, sheet.height)


def encode_fault(fault: Fault) -> bytes:
    """Return the answer that a file could not be drawn."""
    return bytes((_CODES[fault],))


def decode_fault(code: int) -> Fault | None:
    """Return what an answer's byte says went wrong, None where it names nothing."""
    return _FAULTS.get(code)
