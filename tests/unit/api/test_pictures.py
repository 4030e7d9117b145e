"""Pictures drawn anew: nothing but pixels leaves, nothing but a picture enters."""

import io
import struct
import zlib

import pytest
from PIL import Image

from node.api.errors import NoPicture, TooLarge
from node.api.limits import PICTURE_SIDE_MAX, PICTURE_SIDES, SMALL_SIDE
from node.api.pictures import clean_picture, require_jpeg, small_picture
from tests.support.pictures import SECRET, jpeg, pixels, png

ROOM = 4 * 1024 * 1024


def opened(data: bytes) -> Image.Image:
    """The picture in some bytes."""
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("sent", [jpeg(), png()], ids=["jpeg", "png"])
def test_f13_picture_keeps_nothing_but_its_pixels(sent: bytes) -> None:
    assert SECRET in sent
    drawn = clean_picture(sent, ROOM)
    assert SECRET not in drawn
    assert b"<script>" not in drawn
    assert drawn.endswith(b"\xff\xd9")
    picture = opened(drawn)
    assert picture.format == "JPEG"
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not picture.getexif()
    assert picture.size == (64, 48)


def test_picture_lying_on_its_side_is_turned_upright() -> None:
    assert opened(clean_picture(jpeg(orientation=6), ROOM)).size == (48, 64)


def test_picture_that_is_partly_clear_stands_on_white() -> None:
    clear = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    red, green, blue = opened(clean_picture(png(clear), ROOM)).getpixel((4, 4))
    assert min(red, green, blue) > 250


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16"])
def test_picture_of_any_colours_is_drawn(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (8, 8)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert opened(clean_picture(out.getvalue(), ROOM)).mode == "RGB"


def test_picture_is_made_smaller_until_it_fits(random) -> None:
    loud = pixels(1_200, 1_200, noise=random(64 * 1024))
    whole = clean_picture(jpeg(loud), ROOM)
    drawn = clean_picture(jpeg(loud), len(whole) // 3)
    assert len(drawn) <= len(whole) // 3
    assert max(opened(drawn).size) in {side for side, _ in PICTURE_SIDES} | {1_200}
    with pytest.raises(TooLarge):
        clean_picture(jpeg(loud), 1_000)


def test_large_picture_is_drawn_within_the_bound() -> None:
    assert max(opened(clean_picture(jpeg(pixels(6_000, 100)), ROOM)).size) == PICTURE_SIDES[0][0]


def test_small_picture_is_small() -> None:
    assert opened(small_picture(jpeg(pixels(1_000, 500)))).size == (SMALL_SIDE, SMALL_SIDE // 2)


def test_small_picture_is_drawn_of_a_jpeg_alone() -> None:
    with pytest.raises(NoPicture):
        small_picture(png())


def test_kept_picture_with_more_pixels_than_are_kept_is_not_unpacked() -> None:
    large = jpeg(pixels(3_001, 3_000))
    with pytest.raises(NoPicture):
        small_picture(large)
    assert max(opened(small_picture(clean_picture(large, ROOM))).size) == SMALL_SIDE


def _bomb(width: int, height: int, told: bytes) -> bytes:
    """A grey PNG of a few bytes whose header claims many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(told)) + chunk(b"IEND", b"")


def _text_bomb() -> bytes:
    """A PNG with a compressed text of 100 MB."""
    drawn = png()
    told = b"zTXt" + b"k\0\0" + zlib.compress(bytes(100_000_000))
    chunk = struct.pack(">I", len(told) - 4) + told + struct.pack(">I", zlib.crc32(told))
    return drawn[:33] + chunk + drawn[33:]


HOSTILE = {
    "nothing": b"",
    "text": b"TEST-",
    "html": b"<html><script>alert(1)</script></html>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "gif": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "pdf": b"%PDF-1.7\n",
    "half a jpeg": jpeg(pixels(400, 400))[:300],
    "jpeg of nothing": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\xff\xd9",
    "tiff": b"II*\x00\x08\x00\x00\x00",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "a bomb": _bomb(60_000, 60_000, bytes(1_000)),
    "a bomb of rows": _bomb(1, PICTURE_SIDE_MAX + 1, bytes(2 * (PICTURE_SIDE_MAX + 1))),
    "a bomb of text": _text_bomb(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_f12_hostile_file_is_no_picture(name: str) -> None:
    for draw in (lambda data: clean_picture(data, ROOM), small_picture):
        with pytest.raises(NoPicture):
            draw(HOSTILE[name])


@pytest.mark.parametrize("name", [name for name in HOSTILE if "jpeg" not in name])
def test_what_does_not_begin_as_a_jpeg_is_not_handed_out(name: str) -> None:
    with pytest.raises(NoPicture):
        require_jpeg(HOSTILE[name])
    require_jpeg(clean_picture(jpeg(), ROOM))
