"""Pictures drawn anew: nothing but pixels leaves, nothing but a picture enters."""

import io
import struct
import zlib

import pytest
from PIL import Image

from node.api.drawing.child import answer
from node.api.drawing.sheets import DRAWN, Job, decode_fault
from node.api.errors import Fault, NoPicture, TooLarge
from node.api.limits import KEPT_SIDE_MAX, PICTURE_SIDE_MAX, PICTURE_SIDES, SMALL_SIDE
from node.api.pictures import encode_jpeg, unpacker
from tests.support.pictures import SECRET, jpeg, pixels, png

ROOM = 4 * 1024 * 1024


def redrawn(data: bytes, bytes_max: int = ROOM) -> bytes:
    """A picture as it is kept."""
    (sheet,) = unpacker(Job.SENT)(data)
    return encode_jpeg(sheet, PICTURE_SIDES, bytes_max)


def opened(data: bytes) -> Image.Image:
    """The picture in some bytes."""
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("sent", [jpeg(), png()], ids=["jpeg", "png"])
def test_f13_picture_keeps_nothing_but_its_pixels(sent: bytes) -> None:
    assert SECRET in sent
    drawn = redrawn(sent)
    assert SECRET not in drawn
    assert b"<script>" not in drawn
    assert drawn.endswith(b"\xff\xd9")
    picture = opened(drawn)
    assert picture.format == "JPEG"
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not picture.getexif()
    assert picture.size == (64, 48)


def test_picture_lying_on_its_side_is_turned_upright() -> None:
    assert opened(redrawn(jpeg(orientation=6))).size == (48, 64)


def test_picture_that_is_partly_clear_stands_on_white() -> None:
    clear = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    assert opened(redrawn(png(clear))).getpixel((4, 4)) > 250


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16"])
def test_picture_of_any_colours_is_drawn_grey_where_it_is_grey(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (8, 8)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert opened(redrawn(out.getvalue())).mode == "L"
    assert opened(redrawn(png())).mode == "RGB"


def test_picture_is_made_smaller_until_it_fits(random) -> None:
    loud = pixels(1_200, 1_200, noise=random(64 * 1024))
    whole = redrawn(jpeg(loud))
    drawn = redrawn(jpeg(loud), len(whole) // 3)
    assert len(drawn) <= len(whole) // 3
    assert max(opened(drawn).size) in {side for side, _ in PICTURE_SIDES} | {1_200}
    with pytest.raises(TooLarge):
        redrawn(jpeg(loud), 1_000)


def test_large_picture_is_drawn_within_the_bound() -> None:
    (sheet,) = unpacker(Job.SENT)(jpeg(pixels(6_000, 100)))
    assert (sheet.width, sheet.height, sheet.channels) == (KEPT_SIDE_MAX, 50, 3)


def test_small_picture_is_small() -> None:
    (sheet,) = unpacker(Job.SMALL)(jpeg(pixels(1_000, 500)))
    assert (sheet.width, sheet.height) == (SMALL_SIDE, SMALL_SIDE // 2)


@pytest.mark.parametrize("job", [Job.SMALL, Job.KEPT])
def test_attached_picture_meets_one_decoder_alone(job: Job) -> None:
    assert len(list(unpacker(job)(jpeg()))) == 1
    assert ended(png(), job) is Fault.DAMAGED


@pytest.mark.parametrize("job", [Job.SMALL, Job.KEPT])
def test_attached_picture_with_more_pixels_than_are_kept_is_not_unpacked(job: Job) -> None:
    large = jpeg(pixels(3_001, 3_000))
    with pytest.raises(NoPicture):
        list(unpacker(job)(large))
    assert list(unpacker(job)(redrawn(large)))


def ended(data: bytes, job: Job) -> Fault | None:
    """What the process that draws would say of a file."""
    out = io.BytesIO()
    answer(unpacker(job), io.BytesIO(data), out)
    code = out.getvalue()[-1]
    assert code == DRAWN or len(out.getvalue()) == 1
    return decode_fault(code)


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
    for job in (Job.SENT, Job.KEPT, Job.SMALL):
        assert ended(HOSTILE[name], job) in (Fault.DAMAGED, Fault.PIXELS)


def test_f12_picture_that_takes_all_memory_is_told_so() -> None:
    def greedy(_data: bytes):
        raise MemoryError
        yield

    out = io.BytesIO()
    answer(greedy, io.BytesIO(b"TEST-"), out)
    assert decode_fault(out.getvalue()[0]) is Fault.HEAVY
