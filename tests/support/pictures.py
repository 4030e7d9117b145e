"""Invented pictures for tests, with everything a camera and a program may write beside the pixels."""

from __future__ import annotations

import io

from PIL import Image, PngImagePlugin

SECRET = b"TEST-secret-of-the-camera"


def pixels(width: int = 64, height: int = 48, *, noise: bytes = b"") -> Image.Image:
    """A picture of few colours, or of the bytes given, repeated."""
    if noise:
        size = width * height * 3
        return Image.frombytes("RGB", (width, height), (noise * (size // len(noise) + 1))[:size])
    return Image.new("RGB", (width, height), (200, 30, 30))


def jpeg(image: Image.Image | None = None, *, orientation: int = 1) -> bytes:
    """A JPEG with place, maker, comment and bytes behind its end."""
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    (image or pixels()).save(
        out, "JPEG", exif=exif, comment=SECRET, icc_profile=SECRET * 8, xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
    )
    return out.getvalue() + b"<html><script>alert(1)</script>" + SECRET


def png(image: Image.Image | None = None) -> bytes:
    """A PNG with texts beside its pixels."""
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", SECRET.decode())
    told.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    out = io.BytesIO()
    (image or pixels()).save(out, "PNG", pnginfo=told)
    return out.getvalue()
