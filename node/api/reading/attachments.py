"""The pictures attached to a record, as its card shows them."""

from dataclasses import dataclass

from node.api.limits import FILES_SHOWN
from node.api.links import card_url
from node.crdt.grants import Role
from node.crdt.ids import Record, Space
from node.ledger.text import inert
from node.ledger.vocabulary.attachment import ATTACHMENT_KIND
from node.service.attachments import KIND, bytes_allowed, takes_files
from node.service.deferring import is_away, keeps_files
from node.service.effects import FindRows, FoundRows, RecordRow, Step
from node.service.limits import ATTACHMENTS_MAX
from node.service.node import Node
from node.service.rows import values_of
from node.service.space import SpaceState


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFile:
    """One attached picture. `is_away`: its bytes are not on this computer; `is_asked`: they are asked for."""

    url: str  # of its card
    small: str
    large: str
    whole: str
    kind: str
    caption: str
    is_away: bool
    is_asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """The pictures of one record, and where one is added; empty where none can be."""

    files: tuple[ShownFile, ...]
    add: str
    is_own: bool = False  # the card of the attachment itself

    @property
    def first(self) -> tuple[ShownFile, ...]:
        """Return those that are seen at once: all, where only one more would be folded away."""
        return self.files if len(self.files) <= FILES_SHOWN + 1 else self.files[:FILES_SHOWN]

    @property
    def others(self) -> tuple[ShownFile, ...]:
        """Return those that are folded away."""
        return self.files[len(self.first) :]


def read_attached(node: Node, space: Space, record: Record, kind: str, language: str) -> Step[Attached]:
    """Gather the pictures of a record; an attachment's own card shows its picture."""
    held = node.space(space)
    if kind == KIND:
        found = yield FindRows(space=space, records=(record,), limit=1)
    elif takes_files(kind):
        found = yield FindRows(space=space, kind=KIND, refs_to=record, limit=ATTACHMENTS_MAX)
    else:
        found = FoundRows((), 0)
    assert isinstance(found, FoundRows)
    may_add = takes_files(kind) and (held.role or 0) >= Role.CONTRIBUTOR and bytes_allowed(held) > 0
    is_full = found.total >= ATTACHMENTS_MAX
    return Attached(
        files=tuple(_shown(held, row, language) for row in found.rows),
        add=f"/attach/{space.hex()}/{record.hex()}" if may_add and not is_full else "",
        is_own=kind == KIND,
    )


def file_url(space: bytes, record: bytes) -> str:
    """Return the address of an attached file."""
    return f"/file/{space.hex()}/{record.hex()}"


def _shown(space: SpaceState, row: RecordRow, language: str) -> ShownFile:
    values = values_of(row)
    whole = file_url(row.space, row.record)
    return ShownFile(
        url=card_url(row.space, row.record),
        small=whole + "/small",
        large=whole + "/large",
        whole=whole,
        kind=ATTACHMENT_KIND.label(str(values.get("category", "")), language),
        caption=inert(str(values.get("caption", ""))),
        is_away=is_away(space, row.record),
        is_asked=row.record in space.files.asked or keeps_files(space),
    )
