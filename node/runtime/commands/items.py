"""New list items in typed paths: `names/+/text`, or `names/+1/text` where several fields belong to one new item.

Fields of the same numbered item share one fresh id. Without a number they belong to the same new item until one of them
would stand twice; then the next item begins. Refuses a path given twice.
"""

import re
from collections.abc import Callable, Iterable

from node.runtime.commands.errors import Unusable
from node.runtime.commands.limits import ITEM_ID_BYTES

_NEW = re.compile(r"\+([0-9]{0,3})")


def expand_items(paths: Iterable[str], random: Callable[[int], bytes]) -> list[str]:
    """Return the paths with a fresh random id for each new item, in order.

    random: draws bytes, once for each new item. Raises: Unusable for a path that is given twice.
    """
    items: dict[tuple[str, str], str] = {}
    expanded: dict[str, None] = {}
    for path in paths:
        found = _expand(path, items, random)
        if found in expanded and "/+/" in f"{path}/":
            items.pop(_last_unnumbered(path, items))
            found = _expand(path, items, random)
        if found in expanded:
            raise Unusable(f"{_shown(path)} is given twice; nothing was changed")
        expanded[found] = None
    return list(expanded)


def _expand(path: str, items: dict[tuple[str, str], str], random: Callable[[int], bytes]) -> str:
    done: list[str] = []
    for place, segment in enumerate(path.split("/")):
        if place % 2 and _NEW.fullmatch(segment):
            key = ("/".join(done), segment)
            if key not in items:
                items[key] = random(ITEM_ID_BYTES).hex()
            done.append(items[key])
        else:
            done.append(segment)
    return "/".join(done)


def _last_unnumbered(path: str, items: dict[tuple[str, str], str]) -> tuple[str, str]:
    done: list[str] = []
    found = ("", "")
    for place, segment in enumerate(path.split("/")):
        if place % 2 and _NEW.fullmatch(segment):
            key = ("/".join(done), segment)
            found = key if segment == "+" else found
            done.append(items[key])
        else:
            done.append(segment)
    return found


def _shown(path: str) -> str:
    """A path fit for a message: ASCII and short."""
    return ascii(path[:80])[1:-1]
