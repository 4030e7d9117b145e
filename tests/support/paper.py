"""What a PDF says of itself: its pages and their size, the letters it can show and the fonts it holds."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

_POINTS_IN_MM = 72 / 25.4


@dataclass(frozen=True)
class Paper:
    """Pages in millimetres, every character its fonts map, names of fonts and whether each is embedded."""

    pages: list[tuple[int, int]]
    letters: str
    fonts: dict[str, bool]


def read_pdf(content: bytes) -> Paper:
    """Reads a PDF as Chromium writes it: objects in the open, streams deflated."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", content)
    pages = [(round(float(w) / _POINTS_IN_MM), round(float(h) / _POINTS_IN_MM)) for w, h in boxes]
    letters: set[str] = set()
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            text = zlib.decompress(packed)
        except zlib.error:
            continue
        if b"begincmap" in text:
            letters |= _mapped(text)
    names = {one.decode() for one in re.findall(rb"/FontName /([^\s/]+)", content)}
    embedded = len(re.findall(rb"/FontFile[23] ", content))
    return Paper(pages=pages, letters="".join(sorted(letters)), fonts=dict.fromkeys(names, embedded >= len(names)))


def _mapped(text: bytes) -> set[str]:
    found: set[str] = set()
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        found |= {_utf16(value) for _, value in re.findall(rb"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>", block)}
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, value in re.findall(rb"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>", block):
            begin = int(value, 16)
            found |= {chr(begin + step) for step in range(int(last, 16) - int(first, 16) + 1)}
    return found


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", errors="replace")
