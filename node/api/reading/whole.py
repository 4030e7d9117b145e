"""What a page about a whole ledger begins with: which ledger, how large it is, and what a change would show by."""

from collections.abc import Collection

from node.api.links import read_space
from node.api.site import see
from node.crdt.ids import Space
from node.ledger.text import inert
from node.service.effects import FindRows, FoundRows, Step
from node.service.node import Node


def begin_whole(
    node: Node, chosen: str, kinds: Collection[str]
) -> Step[tuple[Space, list[tuple[str, str]], int, object]]:
    """Return the ledger chosen (else the first), all of them with their titles, its rows of these kinds, and its tips.

    Raises: BadRequest, NotFound; HTTPSeeOther where there is no ledger.
    """
    spaces = list(node.spaces)
    if not spaces:
        raise see("/space")
    space = read_space(chosen) if chosen else spaces[0]
    node.space(space)
    total = 0
    for kind in kinds:
        found = yield FindRows(space=space, kind=kind, limit=0)
        assert isinstance(found, FoundRows)
        total += found.total
    titles = [(one.hex(), inert(node.spaces[one].title)) for one in spaces]
    tips = tuple(sorted((log, tip.seq) for log, tip in node.spaces[space].tips.items()))
    return space, titles, total, tips
