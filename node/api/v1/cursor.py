"""Where the next page of a list begins: the row's number, bound to what was asked and to how the ledger stood then."""

from binascii import crc32
from collections.abc import Iterable
from dataclasses import dataclass

from node.api.limits import API_OFFSET_MAX
from node.api.v1.errors import BadValue
from node.service.node import Node

_DIGITS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """`asked` and `moment` are checksums: they tell slips apart, and keep no secret."""

    offset: int
    asked: int
    moment: int

    @property
    def text(self) -> str:
        """Return its text form, 24 hexadecimal digits."""
        return "".join(f"{number:0{_DIGITS}x}" for number in (self.offset, self.asked, self.moment))


def read_cursor(text: str, asked: int) -> Cursor:
    """Return the cursor of a text of 24 digits. Raises: BadValue for one of another list."""
    offset, of, moment = (int(text[at : at + _DIGITS], 16) for at in range(0, 3 * _DIGITS, _DIGITS))
    if of != asked or offset > API_OFFSET_MAX:
        raise BadValue("query.cursor", "this cursor belongs to another list: begin without one")
    return Cursor(offset=offset, asked=of, moment=moment)


def checksum(items: Iterable[object]) -> int:
    """Return a checksum of what was asked."""
    return crc32("\n".join(map(repr, items)).encode("utf-8", "backslashreplace"))


def moment_of(node: Node) -> int:
    """Return a checksum of how the ledgers of a node stand."""
    tips = (
        (space, log, tip.seq) for space, state in sorted(node.spaces.items()) for log, tip in sorted(state.tips.items())
    )
    return checksum(tips)
