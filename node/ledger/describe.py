"""What lists and search need of a record, derived from its kind: title, sort key, search keys, references.

Refused: nothing; a value that does not fit its field is shown as inert text, an undeclared one is passed over.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from node.ledger.declare import Kind, Search, pattern_of, placeholders
from node.ledger.language import labels
from node.ledger.limits import LETTERS_CACHED, RECORD_BYTES, RECORD_KEYS_MAX, TITLE_CHARS_MAX
from node.ledger.names import search_keys, text_keys
from node.ledger.registry import Registry
from node.ledger.types import Ref, Scalar
from node.ledger.vocabulary.person import WITHHOLD_REASON

_WITHHELD = labels("Name withheld", "Імя не называецца", "Имя не называется")
_ORDER = {"і": "и", "ї": "и", "ґ": "г", "є": "е", "ł": "l", "й": "\ue000"}  # й stands behind и, not on it
_KEPT = {0xE000: "й"}
_BEHIND = {"former": 2, "alias": 2, "postal": 1}  # kinds of names that are shown only where there is no other
_EDGES = " ,;:·–-()"


def title_of(registry: Registry, kind: str, values: Mapping[str, Scalar], language: str = "en") -> str:
    """One line that names a record in lists, from the summary its kind declares; empty where nothing is filled in.

    Of a list the item in `language` is taken, else the one marked as preferred, else the first; former names and
    aliases last. References are left out: their targets have titles of their own. Raises: UnknownKind.
    """
    declared = registry.kind(kind)
    title = declared.summary
    for pattern in placeholders(title):
        title = title.replace("{" + pattern + "}", _shown(declared, values, pattern, language))
    pieces = [_trimmed(piece) for piece in title.split("·")]
    return " · ".join([piece for piece in pieces if piece])[:TITLE_CHARS_MAX]


def _trimmed(piece: str) -> str:
    """A piece without what stood around a value that is not there; a bracket that it opens stays closed."""
    trimmed = " ".join(piece.split()).strip(_EDGES)
    return trimmed + ")" if trimmed.count("(") > trimmed.count(")") else trimmed


def withheld_title(values: Mapping[str, Scalar], language: str) -> str | None:
    """What stands in place of a withheld name: the reason and the person's code; None where it is not withheld."""
    if values.get("identity_withheld") is not True:
        return None
    reason = values.get("withhold_reason")
    why = WITHHOLD_REASON.label(reason, language) if isinstance(reason, str) else ""
    code = values.get("code")
    line = " ".join(part for part in (_WITHHELD.in_language(language), why) if part)
    return f"{line} · {code}" if isinstance(code, str) else line


def sort_key(title: str) -> str:
    """What a title sorts by: lower case, without accents, each letter in the order of its own alphabet."""
    return title.casefold().translate(_SORTED).translate(_KEPT)


class _Sorted(dict[int, str]):
    """What letters sort by, remembered: three alphabets have some 150."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKD", _ORDER.get(chr(code), chr(code)))
        sorted_as = "".join(part for part in folded if not unicodedata.combining(part))
        if len(self) < LETTERS_CACHED:
            self[code] = sorted_as
        return sorted_as


_SORTED: Final = _Sorted()


def tokens_of(registry: Registry, kind: str, values: Mapping[str, Sequence[Scalar]]) -> str:
    """The search keys of every searched value of a record, each once, separated by spaces; at most 2,000.

    `values` holds all standing values of a path, so that a record is found by each side of a conflict.
    Raises: UnknownKind.
    """
    searched = registry.kind(kind).searched
    names: list[str] = []
    keys: dict[str, None] = {}
    for path, standing in values.items():
        how = searched.get(_pattern(path) if "/" in path else path)
        if how is Search.NAME:
            names.extend(map(str, standing))
        elif how is Search.TEXT:
            for value in standing:
                keys.update(dict.fromkeys(text_keys(str(value))))
    if names:
        keys = dict.fromkeys((*search_keys(*names), *keys))
    return " ".join(list(keys)[:RECORD_KEYS_MAX])


def refs_of(registry: Registry, kind: str, values: Mapping[str, Scalar]) -> Iterator[tuple[str, bytes]]:
    """Yield (path, record id of 16 bytes) for each reference to a record of the same space. Raises: UnknownKind."""
    for pattern in registry.kind(kind).references:
        for path in _paths(values, pattern):
            value = values[path]
            if isinstance(value, bytes) and len(value) == RECORD_BYTES:
                yield path, value


def _shown(kind: Kind, values: Mapping[str, Scalar], pattern: str, language: str) -> str:
    path = _chosen(values, pattern, language) if "*" in pattern else pattern
    declared = kind.by_path[pattern]
    if path not in values or isinstance(declared.type, Ref):
        return ""
    return declared.type.format(values[path], language)


def _chosen(values: Mapping[str, Scalar], pattern: str, language: str) -> str:
    """The path of the item to show: in the language and preferred, in the language, preferred, first."""
    last = pattern.rpartition("/")[2]

    def rank(path: str) -> tuple[int, bool, bool, str]:
        item = path.removesuffix(last)
        behind = _BEHIND.get(str(values.get(f"{item}kind")), 0)
        return behind, values.get(f"{item}language") != language, values.get(f"{item}preferred") is not True, path

    paths = _paths(values, pattern)
    return min(paths, key=rank) if len(paths) > 1 else "".join(paths)


def _paths(values: Mapping[str, Scalar], pattern: str) -> list[str]:
    """The paths of `values` that a declared path stands for."""
    if "*" not in pattern:
        return [pattern] if pattern in values else []
    begin, _, end = pattern.partition("*")
    return [path for path in values if path.startswith(begin) and path.endswith(end) and _pattern(path) == pattern]


def _pattern(path: str) -> str:
    """The declared form of a path that the core has judged; nested lists go the long way."""
    if "/" not in path:
        return path
    segments = path.split("/")
    if len(segments) == 3:
        return f"{segments[0]}/*/{segments[2]}"
    return f"{segments[0]}/*" if len(segments) == 2 else pattern_of(path) or ""
