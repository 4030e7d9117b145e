"""What the pages and the JSON API do with files: pictures and papers that enter, pictures that are shown or leave.

Every file passes the process apart. What is sent from this computer is drawn for keeping; what is attached already, by
whatever program, is drawn again for whoever looks at it. Refused: what cannot be drawn, whole or not at all.
"""

from functools import partial
from typing import Final

from node.api.drawing.apart import draw_apart
from node.api.drawing.box import Box
from node.api.drawing.sheets import Job
from node.api.limits import (
    KEPT_CPU_S,
    KEPT_WAIT_S,
    PAGE_BYTES_MAX,
    PAPER_SIDES,
    PICTURE_SIDES,
    SMALL_SIDES,
    WHOLE_BYTES_MAX,
    WHOLE_SIDES,
)
from node.api.pictures import encode_jpeg
from node.service.attachments import NewFile

_PAPER: Final = b"%PDF-"
_PAPER_WITHIN: Final = 1_024  # bytes before which a PDF begins
_KEPT: Final = Box(cpu_s=KEPT_CPU_S, wait_s=KEPT_WAIT_S)
_BLANK: Final = b"\xef\xbb\xbf\0\t\n\f\r "


def is_paper(data: bytes) -> bool:
    """Tell whether a file says that it is a PDF."""
    return data[:_PAPER_WITHIN].lstrip(_BLANK).startswith(_PAPER)


async def clean_file(data: bytes, bytes_max: int) -> tuple[bytes, ...]:
    """Return a picture or the pages of a PDF as JPEGs of at most `bytes_max` bytes each, with nothing but their pixels.

    Raises: NoPicture, TooLarge.
    """
    if is_paper(data):
        page = partial(encode_jpeg, sides=PAPER_SIDES, bytes_max=min(bytes_max, PAGE_BYTES_MAX))
        return await draw_apart(data, Job.PAPER, page)
    return await draw_apart(data, Job.SENT, partial(encode_jpeg, sides=PICTURE_SIDES, bytes_max=bytes_max))


def files_of(drawn: tuple[bytes, ...], category: str, caption: str) -> tuple[NewFile, ...]:
    """Return what is attached: one picture, or pages whose captions number them so that they stand in their order."""
    count = len(drawn)
    numbers = [""] if count == 1 else [f"{number:0{len(str(count))}}/{count}" for number in range(1, count + 1)]
    captions = [" · ".join(filter(None, (caption, number))) for number in numbers]
    return tuple(
        NewFile(content=content, type="jpeg", category=category, caption=told, is_stripped=True)
        for content, told in zip(drawn, captions, strict=True)
    )


async def whole_picture(data: bytes) -> bytes:
    """Return an attached picture drawn again. Raises: NoPicture."""
    drawn = await draw_apart(data, Job.KEPT, partial(encode_jpeg, sides=WHOLE_SIDES, bytes_max=WHOLE_BYTES_MAX), _KEPT)
    return drawn[0]


async def small_picture(data: bytes) -> bytes:
    """Return an attached picture drawn small, SMALL_SIDE pixels at its longer side. Raises: NoPicture."""
    drawn = await draw_apart(data, Job.SMALL, partial(encode_jpeg, sides=SMALL_SIDES, bytes_max=WHOLE_BYTES_MAX), _KEPT)
    return drawn[0]
