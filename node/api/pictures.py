"""Pictures as they enter and leave: drawn anew, so that nothing but what is seen remains.

Whatever a camera or a program wrote beside the pixels (place, time, device, comments, previews, colour profiles, bytes
behind the end) is gone, because only the pixels are taken over. Refused: everything that is no JPEG, PNG or WebP, a
picture with more pixels than PICTURE_PIXELS_MAX or a longer side than PICTURE_SIDE_MAX (told by its header, before it
is unpacked), a damaged one.
"""

import io
import logging
import warnings
from typing import Final

from PIL import Image, ImageOps

from node.api.errors import NoPicture, TooLarge
from node.api.limits import KEPT_PIXELS_MAX, PICTURE_PIXELS_MAX, PICTURE_SIDE_MAX, PICTURE_SIDES, SMALL_SIDE

log = logging.getLogger(__name__)

_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_SMALL_QUALITY: Final = 75
_WHITE: Final = (255, 255, 255)


def clean_picture(data: bytes, bytes_max: int) -> bytes:
    """Return a picture as a JPEG of at most `bytes_max` bytes with nothing but its pixels, smaller where it must be.

    Raises: NoPicture, TooLarge.
    """
    pixels = _pixels(data, PICTURE_SIDES[0][0], _FORMATS, PICTURE_PIXELS_MAX)
    for side, quality in PICTURE_SIDES:
        drawn = _jpeg(pixels, side, quality)
        if len(drawn) <= bytes_max:
            return drawn
    raise TooLarge("a picture that does not fit however small it is drawn")


def small_picture(data: bytes) -> bytes:
    """Return a small JPEG of a JPEG, SMALL_SIDE pixels at its longer side: others' files meet one decoder alone.

    Raises: NoPicture.
    """
    require_jpeg(data)
    return _jpeg(_pixels(data, SMALL_SIDE, ("JPEG",), KEPT_PIXELS_MAX), SMALL_SIDE, _SMALL_QUALITY)


def require_jpeg(data: bytes) -> None:
    """Check that bytes are a JPEG within bounds, as an attachment's must be. Raises: NoPicture."""
    if not data.startswith(b"\xff\xd8\xff"):
        raise NoPicture("not a JPEG")


def _pixels(data: bytes, side: int, formats: tuple[str, ...], pixels_max: int) -> Image.Image:
    """Return the pixels the right way up, on white."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=formats) as opened:
                width, height = opened.size
                if not 0 < width * height <= pixels_max or max(width, height) > PICTURE_SIDE_MAX:
                    raise NoPicture("more pixels than are unpacked here")
                opened.draft("RGB", (side, side))  # a JPEG is unpacked no larger than needed
                upright = ImageOps.exif_transpose(opened)
                if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
                    layer = upright.convert("RGBA")
                    fresh = Image.new("RGB", layer.size, _WHITE)
                    fresh.paste(layer, mask=layer.getchannel("A"))
                    return fresh
                fresh = Image.new("RGB", upright.size)
                fresh.paste(upright.convert("RGB"))
                return fresh
    except NoPicture:
        raise
    except Exception as error:  # noqa: BLE001 -- the edge of a decoder of foreign bytes: whatever it raises is no picture
        log.info("a picture was not read: %s", type(error).__name__)
        raise NoPicture("no picture that can be read") from None


def _jpeg(pixels: Image.Image, side: int, quality: int) -> bytes:
    drawn = pixels.copy()
    drawn.thumbnail((side, side))
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
