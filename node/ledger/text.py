"""Text as people write it: what is refused on receipt, what is tidied on local input, what is shown.

The character classes are written out: those of Python's `unicodedata` differ between versions, and two programs
would disagree about one value.
"""

import re
import unicodedata
from typing import Final

_CONTROLS: Final = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff"
_REFUSED_LINE: Final = re.compile(f"[{_CONTROLS}\t\n]")
_REFUSED_LONG: Final = re.compile(f"[{_CONTROLS}\t]")
_INVISIBLE: Final = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES: Final = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_LINE_BREAK: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def has_refused_characters(text: str, *, lines: bool) -> bool:
    """Whether `text` holds control characters, lone surrogates, or (unless `lines`) a line break."""
    if text.isprintable():  # quick, and true of no refused character in any version of Python
        return False
    return (_REFUSED_LONG if lines else _REFUSED_LINE).search(text) is not None


def tidy_line(text: str) -> str:
    """One line in NFC: no invisible or direction characters, single spaces, none at the ends."""
    if text.isascii():  # then nothing is invisible or composed, and these are the same spaces
        return " ".join(text.split())
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return _SPACES.sub(" ", visible).strip()


def folded(text: str) -> str:
    """One line as two people's typing of it is compared: tidied, in one case."""
    return tidy_line(text).casefold()


def tidy_lines(text: str) -> str:
    """Text in NFC with `\\n` line breaks, each line tidied, no empty lines at the ends."""
    unix = _LINE_BREAK.sub("\n", text)
    return "\n".join(tidy_line(line) for line in unix.split("\n")).strip("\n")


def inert(text: str) -> str:
    """Text as it may be shown: without characters that change direction or hide what stands beside them."""
    return _INVISIBLE.sub("", text)
