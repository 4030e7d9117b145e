"""What a space keeps of a record that was written anew into it: a record of kind `share` beside the copy.

Both ids follow from the original, so that two nodes that share the same record write the same copy, and an erased copy
comes back by no further share. Refused: nothing; a share record that lacks a field says nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from keys.epoch import imported_record_id
from node.crdt.bodies import Delete, Op, Put
from node.crdt.claims import Claim
from node.crdt.codec import Scalar
from node.crdt.ids import SHORT_ID_BYTES, ChangeId, EntryId, Record, Space
from node.ledger.text import has_refused_characters
from node.service.effects import FindRows, FoundRows, Step
from node.service.errors import NotFound
from node.service.rows import values_of
from node.service.sources import index_key_of
from node.service.space import SpaceState
from node.service.view import View

KIND = "share"
_ITEM_ENTRY_BYTES = 14  # of an entry's id in the name of a part: with the index below the longest name of an item
_BESIDE = b"share"  # the share record's id hangs below the copy's


@dataclass(frozen=True, slots=True)
class Original:
    """A record in the space where it was first written."""

    space: Space
    record: Record

    @property
    def remote(self) -> bytes:
        """The 32 bytes by which a field of another space refers to it."""
        return self.space + self.record


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One change of the original: by which group's word and by which source, and the fields that came from it."""

    id: ChangeId
    group: str
    source: Record | None
    paths: frozenset[str]


def copy_id(target: SpaceState, original: Original) -> Record:
    """Return the id a shared record has in a space. Raises: NotFound where the space's first key is lacking here."""
    key = index_key_of(target)
    if key is None:
        raise NotFound("the key of the first epoch of that space is lacking here; nothing was shared")
    return Record(imported_record_id(key, original.space, original.record))


def share_id(target: SpaceState, copy: Record) -> Record:
    """Return the id of the share record beside a copy. Raises: as `copy_id`."""
    key = index_key_of(target)
    if key is None:
        raise NotFound("the key of the first epoch of that space is lacking here; nothing was shared")
    return Record(imported_record_id(key, _BESIDE, copy))


# --- reading ----------------------------------------------------------------------------------------------------------
def original_of(values: Mapping[str, Scalar]) -> Original | None:
    """Return the original that a share record names, None where it names none."""
    remote = values.get("original")
    if not isinstance(remote, bytes) or len(remote) != 2 * SHORT_ID_BYTES:
        return None
    return Original(Space(remote[:SHORT_ID_BYTES]), Record(remote[SHORT_ID_BYTES:]))


def cited_in(values: Mapping[str, Scalar]) -> dict[ChangeId, Cited]:
    """Return the parts of a share record, by the change each cites."""
    found: dict[ChangeId, Cited] = {}
    for path, entry in values.items():
        head, _, name = path.rpartition("/")
        index, fields = values.get(f"{head}/index"), values.get(f"{head}/fields")
        if name != "entry" or not (isinstance(entry, bytes) and isinstance(index, int) and isinstance(fields, str)):
            continue
        id = (EntryId(entry), index)
        source = values.get(f"{head}/source")
        found[id] = Cited(
            id=id,
            group=str(values.get(f"{head}/group", "")),
            source=Record(source[SHORT_ID_BYTES:]) if isinstance(source, bytes) else None,
            paths=frozenset(fields.split("\n")),
        )
    return found


def original_beside(space: Space, copy: Record) -> Step[Original | None]:
    """Return what a record of a space was written anew from, None where it was written there."""
    found: FoundRows = yield FindRows(space=space, kind=KIND, refs_to=copy, path="record", limit=1, with_hidden=True)
    return original_of(values_of(found.rows[0])) if found.rows else None


# --- writing ----------------------------------------------------------------------------------------------------------
def cite(
    held: Mapping[ChangeId, Cited], claims: Mapping[str, Claim], gone: Iterable[str], view: View
) -> dict[ChangeId, Cited]:
    """Return the parts once these fields were shared from these claims, and those gone deleted.

    `view` is that of the original's space: it names the groups.
    """
    fresh = {*claims, *gone}
    parts = {id: replace(part, paths=part.paths - fresh) for id, part in held.items()}
    for path, claim in claims.items():
        before = parts.get(claim.id)
        parts[claim.id] = Cited(
            id=claim.id,
            group=view.name_of(claim.voice.group),
            source=claim.voice.source,
            paths=(before.paths if before else frozenset()) | {path},
        )
    return parts


def ops_of(
    copy: Record, original: Original, parts: Mapping[ChangeId, Cited], before: Mapping[str, Scalar]
) -> tuple[Op, ...]:
    """Return what makes the share record say these parts; `before` are its values so far."""
    wanted: dict[str, Scalar] = {"kind": KIND, "record": copy, "original": original.remote}
    for part in (item for item in parts.values() if item.paths):
        head = f"parts/{part.id[0][:_ITEM_ENTRY_BYTES].hex()}{part.id[1]:02x}"
        wanted |= {f"{head}/entry": bytes(part.id[0]), f"{head}/index": part.id[1]}
        wanted[f"{head}/fields"] = "\n".join(sorted(part.paths))
        if part.group and not has_refused_characters(part.group, lines=False):
            wanted[f"{head}/group"] = part.group
        if part.source:
            wanted[f"{head}/source"] = original.space + part.source
    puts = (Put(path, value) for path, value in wanted.items() if before.get(path) != value)
    return (*puts, *(Delete(path) for path in before if path not in wanted))
