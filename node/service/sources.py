"""Ids by which other lists name a person, as an erasure keeps them: hashed under a key that only members hold.

So an import that brings an erased person again is recognised, and nobody outside learns whom the list names.
"""

from collections.abc import Callable

from keys.epoch import erased_source_id, index_key
from keys.secret import IndexKey
from node.crdt.bodies import Announcement
from node.crdt.codec import Scalar
from node.crdt.ids import Record
from node.crdt.limits import ERASURE_SOURCES_MAX
from node.service.effects import Step
from node.service.errors import NotFound
from node.service.records import read_projection
from node.service.space import SpaceState

_ITEMS = "external/"  # the fields of a record that hold such ids: org and id


def index_key_of(space: SpaceState) -> IndexKey | None:
    """Return the key behind imported ids, None while the control key of the first epoch is not held."""
    founding = space.view.roster.chain[0].id
    for item in space.view.placed:
        body = item.body
        if isinstance(body, Announcement) and item.seq == 0 and not body.replaced and item.roster == founding:
            control = space.keys.control(body.kid)
            if control is not None and body.head == founding:
                return index_key(control, space.space)
    return None


def is_erased_source(space: SpaceState, org: str, id: str) -> bool:
    """Tell whether a list's id names an erased record: no import brings it back unasked."""
    return erased_sources_of(space)(org, id)


def erased_sources_of(space: SpaceState) -> Callable[[str, str], bool]:
    """Return what `is_erased_source` tells of many ids: the key is looked up once."""
    key, erased = index_key_of(space), space.view.membership.erased_sources()
    return lambda org, id: key is not None and bool(erased) and _hash(key, org, id) in erased


def sources_of(space: SpaceState, record: Record) -> Step[tuple[bytes, ...]]:
    """Return the keyed hashes (16 bytes) of the ids that other lists know a record by. Raises: NotFound."""
    key = index_key_of(space)
    projection = yield from read_projection(space, record)
    if key is None:
        raise NotFound("the key of the first epoch is lacking here: ask another steward to propose this")
    found: set[bytes] = set()
    for path, claims in projection.fields.items():
        if path.startswith(_ITEMS) and path.endswith("/id"):
            orgs = projection.fields.get(path.removesuffix("id") + "org", ())
            names: list[Scalar] = [claim.value for claim in orgs] or [""]
            found |= {_hash(key, str(org), str(claim.value)) for org in names for claim in claims}
    return tuple(sorted(found))[:ERASURE_SOURCES_MAX]


def _hash(key: IndexKey, org: str, id: str) -> bytes:
    return erased_source_id(key, org.strip().casefold().encode(), id.strip().encode())
