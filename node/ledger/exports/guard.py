"""Cells that no spreadsheet computes and no terminal obeys.

A cell whose text begins with `=`, `+`, `-`, `@`, a tab or a carriage return is opened by an apostrophe; so is one that
begins with apostrophes before such a character, so that `unguard` gives every text back. Nothing is refused.
"""

import re
from typing import Final

from node.ledger.text import inert

_COMPUTED: Final = re.compile(r"'*[=+\-@\t\r]")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def guard(text: str) -> str:
    """The text of a cell: inert, and opened by an apostrophe where a spreadsheet would compute it."""
    shown = _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", inert(text))
    return "'" + shown if _COMPUTED.match(shown) else shown


def unguard(text: str) -> str:
    """The text that `guard` was given, but for characters that are never shown."""
    return text[1:] if text.startswith("'") and _COMPUTED.match(text) else text
