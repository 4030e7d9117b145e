"""How search tokens are cut and asked for: the same for the index and for a store in memory.

Tokens are separated by white space, control characters and the mark below; ASCII letters count as lower case. All else
is part of a token, so no input is syntax.

Beside its own tokens a row that is not hidden is indexed under scope tokens, which begin with a mark no other token
has: so the index alone counts the matches of a space or a kind, without reading a row. The marks that lists filter by
stand behind them in the same way.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from node.store.errors import Unfit
from node.store.limits import SCOPES_CACHED, SEARCH_TOKENS_MAX

_MARK: Final = "\ue000"  # of the private use area: means nothing in any text
_FIRST_MARK: Final = f" {_MARK}m"
_WHOLE_SCOPE: Final = re.compile(f"{_MARK}s([0-9]+)k([0-9]+)")
_SEPARATORS: Final = re.compile(r"[\s\x00-\x1f\x7f\ue000\ud800-\udfff]+")
_LOWER: Final = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def split_tokens(text: str) -> list[str]:
    """Return the tokens of a text, in order."""
    return [token for token in _SEPARATORS.split(text.translate(_LOWER)) if token]


def asked_tokens(tokens: tuple[str, ...]) -> list[str]:
    """Return the different tokens a search asks for. Raises: Unfit above `SEARCH_TOKENS_MAX`."""
    asked = sorted({part for token in tokens for part in split_tokens(token)})
    if len(asked) > SEARCH_TOKENS_MAX:
        raise Unfit(f"a search of more than {SEARCH_TOKENS_MAX} words; nothing was searched; use fewer words")
    return asked


def is_matched(asked: list[str], tokens: str) -> bool:
    """Tell whether a row of these tokens has, for each one asked for, one that begins with it."""
    held = split_tokens(tokens)
    return all(any(token.startswith(part) for token in held) for part in asked)


def scope_token(space: int | None, kind: int | None) -> str:
    """Return the token that visible rows of a space, of a kind or of both are indexed under; of all without either."""
    return f"{_MARK}s{'' if space is None else space}k{'' if kind is None else kind}"


def mark_token(mark: str) -> str:
    """Return the token that rows with a mark are indexed under."""
    return f"{_MARK}m{mark}"


def marks_in(indexed: str) -> list[str]:
    """Return the marks a row is indexed under."""
    return indexed.partition(_FIRST_MARK)[2].split(_FIRST_MARK) if _FIRST_MARK in indexed else []


def scope_in(indexed: str) -> tuple[int, int] | None:
    """Return the space and the kind a row is indexed under; None where it is hidden."""
    found = _WHOLE_SCOPE.search(indexed)
    return None if found is None else (int(found[1]), int(found[2]))


def indexed_text(tokens: str, space: int, kind: int, marks: Iterable[str] = (), *, is_hidden: bool) -> str:
    """Return what a row is indexed under; a hidden row under no mark."""
    own = split_tokens(tokens)
    return " ".join(own if is_hidden else [*own, *_scopes(space, kind), *map(mark_token, dict.fromkeys(marks))])


@lru_cache(maxsize=SCOPES_CACHED)
def _scopes(space: int, kind: int) -> tuple[str, ...]:
    return tuple(scope_token(s, k) for s in (None, space) for k in (None, kind))


def with_marks(indexed: str, marks: Iterable[str]) -> str:
    """Return what a row is indexed under with other marks than before; a hidden row has none."""
    kept = indexed.partition(_FIRST_MARK)[0]
    if f"{_MARK}s" not in kept:
        return kept
    return " ".join([kept, *(mark_token(mark) for mark in dict.fromkeys(marks))])


def own_tokens(indexed: str) -> str:
    """Return the tokens of a row without its scope tokens, separated by spaces."""
    return indexed.partition(_MARK)[0].rstrip(" ")


def match_expression(asked: list[str], whole: list[str]) -> str:
    """Return the full-text expression for rows that match and have every `whole` token.

    Quoted, no character has a meaning.
    """
    return " AND ".join([*(_quoted(token) + " *" for token in asked), *map(_quoted, whole)])


def _quoted(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'
