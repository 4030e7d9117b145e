"""The arguments of a command, taken out of JSON one by one. Refuses what has another type or goes over a bound."""

from collections.abc import Mapping
from pathlib import Path

from node.ledger.types import Json
from node.runtime.commands.errors import BadArguments
from node.runtime.commands.limits import PATHS_MAX, TEXT_CHARS_MAX

__all__ = ["Arguments", "Json"]


class Arguments:
    """Arguments by name. Every method raises BadArguments where the argument does not fit."""

    __slots__ = ("_given",)

    def __init__(self, given: Mapping[str, Json]) -> None:
        self._given = given

    def text(self, name: str) -> str:
        """Return a text that must be there."""
        return _text(name, self._given.get(name))

    def optional_text(self, name: str) -> str | None:
        """Return a text, None where it was not given."""
        given = self._given.get(name)
        return None if given is None else _text(name, given)

    def optional_texts(self, name: str) -> tuple[str, ...]:
        """Return texts, none where none was given. Raises: Unusable."""
        return self.texts(name) if self._given.get(name) else ()

    def texts(self, name: str) -> tuple[str, ...]:
        """Return one to PATHS_MAX texts."""
        given = self._given.get(name)
        if not isinstance(given, list) or not given:
            raise BadArguments(f"{name} is missing; nothing was changed")
        if len(given) > PATHS_MAX:
            raise BadArguments(f"more than {PATHS_MAX} of {name} at once; nothing was changed")
        return tuple(_text(name, item) for item in given)

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return one to PATHS_MAX pairs of texts, in order."""
        given = self._given.get(name)
        if not isinstance(given, list) or not given:
            raise BadArguments(f"{name} is missing; nothing was changed")
        if len(given) > PATHS_MAX:
            raise BadArguments(f"more than {PATHS_MAX} of {name} at once; nothing was changed")
        return tuple(_pair(name, item) for item in given)

    def optional_pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return pairs of texts, none where none was given."""
        return self.pairs(name) if self._given.get(name) else ()

    def flag(self, name: str) -> bool:
        """Return a yes or no, no where it was not given."""
        given = self._given.get(name)
        if given is not None and not isinstance(given, bool):
            raise BadArguments(f"{name} is neither yes nor no; nothing was changed")
        return bool(given)

    def integer(self, name: str, *, default: int, least: int, most: int) -> int:
        """Return a whole number from `least` to `most`."""
        given = self._given.get(name)
        if given is None:
            return default
        if not isinstance(given, int) or isinstance(given, bool) or not least <= given <= most:
            raise BadArguments(f"{name} is a whole number from {least} to {most}; nothing was changed")
        return given

    def file(self, name: str) -> Path:
        """Return the absolute path of a file."""
        path = Path(self.text(name))
        if not path.is_absolute():
            raise BadArguments(f"{name} is not an absolute path; nothing was changed")
        return path


def _text(name: str, given: Json) -> str:
    if not isinstance(given, str):
        raise BadArguments(f"{name} is missing; nothing was changed")
    if len(given) > TEXT_CHARS_MAX:
        raise BadArguments(f"{name} is far too long; nothing was changed")
    return given


def _pair(name: str, given: Json) -> tuple[str, str]:
    if not isinstance(given, list) or len(given) != 2:
        raise BadArguments(f"{name} holds something that is not a pair; nothing was changed")
    return _text(name, given[0]), _text(name, given[1])
