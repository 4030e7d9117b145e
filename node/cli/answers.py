"""Taking answers apart to show them. Values are put into words as the kind's declaration says."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast

from node.cli.limits import VALUE_CHARS_SHOWN
from node.ledger.errors import LedgerError
from node.ledger.schema import LEDGER
from node.ledger.types import Json
from node.runtime.commands.call import Answer

Item = Mapping[str, Json]


def items(answer: Item, name: str) -> list[Item]:
    """Return a list of objects in an answer."""
    return cast(list[Item], answer[name])


def texts(answer: Item, name: str) -> list[str]:
    """Return a list of texts in an answer."""
    return cast(list[str], answer[name])


def mapping(answer: Item, name: str) -> Item:
    """Return an object in an answer."""
    return cast(Item, answer[name])


def value_text(kind: object, path: str, value: Json) -> str:
    """Return a value in words."""
    if value is None or isinstance(value, list | dict):
        return ""
    try:
        return LEDGER.format_value(str(kind), path, value, "en")
    except LedgerError:
        return str(value)


def short_value(kind: object, path: str, value: Json) -> str:
    """Return a value in words for a line of a list, with a sign where it goes on."""
    text = " ".join(value_text(kind, path, value).split())
    return text if len(text) <= VALUE_CHARS_SHOWN else text[: VALUE_CHARS_SHOWN - 1] + "\N{HORIZONTAL ELLIPSIS}"


def day_text(time: Json) -> str:
    """Return the day and minute an author claims, in UTC; empty where there is none that can be."""
    if not isinstance(time, int):
        return ""
    try:
        return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d %H:%M")
    except (OverflowError, OSError, ValueError):
        return ""


def who(item: Item) -> str:
    """Return who said something, and for which group."""
    author = str(item["author"]) or str(item["device"])[:15]
    return f"{author} ({item['group']})" if item["group"] else author


def short_id(answer: Answer | Item, name: str) -> str:
    """Return the first digits of an id, enough to type."""
    return str(answer[name])[:12]
