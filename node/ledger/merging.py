"""One text suggested of several that were made of the same text, for a person to read, correct and accept.

    what stood before ┐
    one text          ├▶ pieces (sentences and lines; in one line the items between commas) ─▶ union of what changed
    the other text    ┘

A piece that one of them dropped and the other left as it was goes; what one of them brought comes; where both wrote
something else in one place, both stand one after the other. Nothing is written here: sentences of two groups are never
woven together unasked. Texts of more pieces than MERGE_PIECES_MAX are set one after the other whole.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

from node.ledger.limits import MERGE_PIECES_MAX

_AFTER_SENTENCES: Final = re.compile(r"((?<=[.!?…])\s+|\n+)")
_AFTER_ITEMS: Final = re.compile(r"([,;]\s*)")
_BETWEEN_ITEMS: Final = ", "
_BETWEEN_WORDS: Final = " / "  # two answers of one line that are no lists

Comings = dict[int, list[str]]  # the pieces a text brought, by the place in the base before which they stand


def suggest_union(before: str, texts: Sequence[str], *, is_long: bool) -> str:
    """Return a text that holds what each of `texts` changed of `before` ("" where that is not known).

    `is_long`: of sentences and lines; otherwise one line, of items if any of the texts has several.
    """
    breaks = dict[str, str]()  # what follows a piece where it first stands inside a text
    base, *lists = [_pieces(text, _AFTER_SENTENCES if is_long else _AFTER_ITEMS, breaks) for text in (before, *texts)]
    if max(map(len, (base, *lists))) > MERGE_PIECES_MAX:
        return "\n".join(dict.fromkeys(texts))
    merged = lists[0]
    for other in lists[1:]:
        merged = _three_way(base, merged, other)
    between = _between(texts, lists, is_long=is_long)
    return "".join([*(piece + breaks.get(piece, between) for piece in merged[:-1]), *merged[-1:]])


def _between(texts: Sequence[str], lists: Sequence[Sequence[str]], *, is_long: bool) -> str:
    if is_long:
        return "\n" if any("\n" in text for text in texts) else " "
    return _BETWEEN_ITEMS if any(len(one) > 1 for one in lists) else _BETWEEN_WORDS


def _pieces(text: str, after: re.Pattern[str], breaks: dict[str, str]) -> list[str]:
    parts = after.split(text)
    pieces = [piece.strip() for piece in parts[::2]]
    for piece, following in zip(pieces, parts[1::2], strict=False):
        breaks.setdefault(piece, following)
    return [piece for piece in pieces if piece]


def _three_way(base: list[str], one: list[str], other: list[str]) -> list[str]:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    known = base or [piece for block in matcher.get_matching_blocks() for piece in one[block.a : block.a + block.size]]
    (gone, mine), (also_gone, theirs) = _changes(known, one), _changes(known, other)
    merged: list[str] = []
    for at in range(len(known) + 1):
        came = mine.get(at, [])
        merged += [*came, *(piece for piece in theirs.get(at, ()) if piece not in came)]
        if at < len(known) and at not in gone and at not in also_gone:
            merged.append(known[at])
    return merged


def _changes(base: list[str], text: list[str]) -> tuple[set[int], Comings]:
    """Return the places of the base whose pieces `text` lacks, and what it brought."""
    gone, came = set[int](), Comings()
    for _, start, end, text_start, text_end in SequenceMatcher(None, base, text, autojunk=False).get_opcodes():
        if base[start:end] == text[text_start:text_end]:
            continue
        gone.update(range(start, end))
        for step, piece in enumerate(text[text_start:text_end]):
            came.setdefault(min(start + step, max(start, end - 1)), []).append(piece)
    return gone, came
