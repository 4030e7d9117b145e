"""What sharing a record into another ledger would write, field by field, before anything is written."""

from dataclasses import dataclass
from typing import Final

from node.api.i18n import N_
from node.api.i18n import gettext as _
from node.api.reading.titles import read_links
from node.crdt.codec import Scalar
from node.crdt.grants import Role
from node.crdt.ids import Record, Space
from node.ledger.declare import Level, pattern_of
from node.ledger.registry import Registry
from node.ledger.text import inert
from node.ledger.types import Members, Ref
from node.ledger.types.base import shown
from node.service.effects import Step
from node.service.node import Node
from node.service.sharing import Preview, Stand, preview_share

_STANDS: Final = {
    Stand.NEW: N_("new there"),
    Stand.SAME: N_("stands there already"),
    Stand.CHANGED: N_("changed since it was shared"),
    Stand.GONE: N_("deleted here since it was shared"),
}
_NARROW: Final = {
    Level.CIRCLE: N_("meant for a circle"),
    Level.SEALED: N_("meant for few"),
    Level.NODE: N_("meant for this computer"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedField:
    """One field that may be shared. `there` is what stands in the other ledger."""

    path: str
    label: str
    text: str
    there: str
    stand: str
    warning: str
    is_chosen: bool
    is_same: bool
    is_conflict: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A record as it would be shared into one ledger."""

    target: str
    title: str
    is_new: bool
    members: int
    fields: tuple[OfferedField, ...]


def read_targets(node: Node, space: Space) -> Step[tuple[tuple[str, str], ...]]:
    """Return the other ledgers this device may write in, by title."""
    yield from ()
    found = [other for id, other in node.spaces.items() if id != space and (other.role or 0) >= Role.CONTRIBUTOR]
    return tuple((other.space.hex(), inert(other.title)) for other in sorted(found, key=lambda item: item.title))


def read_offer(node: Node, space: Space, record: Record, target: Space, language: str) -> Step[Offer]:
    """Return what would be written. Raises: NotFound, Refused, NotAllowed."""
    other = node.space(target)
    preview = yield from preview_share(node.space(space), record, other)
    named = [Record(item.value) for item in preview.fields if isinstance(item.value, bytes)]
    links = yield from read_links(node.registry, space, named, language)
    titles = {named: link.title for named, link in links.items()}
    return Offer(
        target=target.hex(),
        title=inert(other.title),
        is_new=preview.is_new,
        members=len(other.view.membership.members),
        fields=tuple(_fields(node.registry, preview, titles, language)),
    )


def _fields(registry: Registry, preview: Preview, titles: dict[Record, str], language: str) -> list[OfferedField]:
    kind = registry.kind(preview.kind)

    def text(path: str, value: Scalar) -> str:
        field = kind.by_path.get(pattern_of(path) or "")
        if value is None or field is None:
            return shown(value)
        if isinstance(field.type, Ref) and isinstance(value, bytes):
            return titles.get(Record(value), _("a record that is not here or hidden"))
        if isinstance(field.type, Members):
            return field.type.vocabulary.label(path.rpartition("/")[2], language)
        return field.type.format(value, language)

    found = []
    for item in preview.fields:
        field = kind.by_path.get(pattern_of(item.path) or "")
        found.append(
            OfferedField(
                path=item.path,
                label=field.labels.in_language(language) if field else inert(item.path),
                text=text(item.path, item.value),
                there=text(item.path, item.there),
                stand=_(_STANDS[item.stand]),
                warning=_(_NARROW[item.level]) if item.level in _NARROW else "",
                is_chosen=item.is_chosen,
                is_same=item.stand is Stand.SAME,
                is_conflict=item.is_conflict,
            )
        )
    return found
