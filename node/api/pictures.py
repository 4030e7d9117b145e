"""Pictures between bytes and pixels: unpacked by the process apart alone, made into JPEG by the node.

Whatever a camera or a program wrote beside the pixels (place, time, device, comments, previews, colour profiles, bytes
behind the end) is gone, because only the pixels are taken over. Refused: everything that is no JPEG, PNG or WebP, a
picture with more pixels than PICTURE_PIXELS_MAX or a longer side than PICTURE_SIDE_MAX (told by its header, before it
is unpacked), a damaged one.
"""

import io
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from PIL import (
    Image,
    ImageColor,
    ImageFilter,
    ImageOps,
    ImagePalette,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from node.api.drawing.sheets import Job, Sheet
from node.api.errors import Fault, NoPicture, TooLarge
from node.api.limits import KEPT_PIXELS_MAX, KEPT_SIDE_MAX, PICTURE_PIXELS_MAX, PICTURE_SIDE_MAX, SMALL_SIDE

Sides = tuple[tuple[int, int], ...]
"""Longer sides and qualities, tried in their order."""

LOADED: Final = (ImageColor, ImageFilter, ImagePalette, MpoImagePlugin, TiffImagePlugin)
"""What the decoders would look for on the disk only when a picture makes them: by then nothing is found there."""

_JPEG: Final = JpegImagePlugin.JpegImageFile.format
_WHITE: Final = (255, 255, 255)
_MODES: Final = {1: "L", 3: "RGB"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gate:
    """What one job lets in, and how large it is drawn."""

    formats: tuple[str, ...]
    pixels_max: int
    side: int


_GATES: Final = {
    Job.SENT: _Gate(
        formats=(_JPEG, PngImagePlugin.PngImageFile.format, WebPImagePlugin.WebPImageFile.format),
        pixels_max=PICTURE_PIXELS_MAX,
        side=KEPT_SIDE_MAX,
    ),
    Job.KEPT: _Gate(formats=(_JPEG,), pixels_max=KEPT_PIXELS_MAX, side=KEPT_SIDE_MAX),
    Job.SMALL: _Gate(formats=(_JPEG,), pixels_max=KEPT_PIXELS_MAX, side=SMALL_SIDE),
}


def unpacker(job: Job) -> Callable[[bytes], Iterator[Sheet]]:
    """Return what unpacks a picture for a job, with everything that it needs loaded."""
    Image.preinit()
    gate = _GATES[job]

    def unpack(data: bytes) -> Iterator[Sheet]:
        """Yield the one sheet of a picture, the right way up, on white. Raises: NoPicture, and what a decoder does."""
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            pixels = _pixels(data, gate)
        pixels.thumbnail((gate.side, gate.side))
        yield Sheet(width=pixels.width, height=pixels.height, channels=3, pixels=pixels.tobytes())

    return unpack


def encode_jpeg(sheet: Sheet, sides: Sides, bytes_max: int) -> bytes:
    """Return a sheet as a JPEG of at most `bytes_max` bytes, smaller where it must be, grey where it is.

    Raises: TooLarge.
    """
    pixels = Image.frombytes(_MODES[sheet.channels], (sheet.width, sheet.height), sheet.pixels)
    red, *others = pixels.split()
    if all(other.tobytes() == red.tobytes() for other in others):
        pixels = red
    for side, quality in sides:
        drawn = pixels.copy()
        drawn.thumbnail((side, side))
        out = io.BytesIO()
        drawn.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= bytes_max:
            return out.getvalue()
    raise TooLarge("a picture that does not fit however small it is drawn")


def _pixels(data: bytes, gate: _Gate) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=gate.formats) as opened:
        width, height = opened.size
        if not 0 < width * height <= gate.pixels_max or max(width, height) > PICTURE_SIDE_MAX:
            raise NoPicture(Fault.PIXELS)
        opened.draft("RGB", (gate.side, gate.side))  # a JPEG is unpacked no larger than needed
        upright = ImageOps.exif_transpose(opened)
        if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
            layer = upright.convert("RGBA")
            fresh = Image.new("RGB", layer.size, _WHITE)
            fresh.paste(layer, mask=layer.getchannel("A"))
            return fresh
        return upright.convert("RGB")
