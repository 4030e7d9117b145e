"""Statements that groups sign together: a member's signed confirmation of every text that stands.

 S1  A group has signed while one of its members confirmed, as a signature, each text of the statement as it stands.
 S2  A change of any text ends every signature: what was signed is no longer what stands.
 S3  A doubt by a member of the same group takes its signature back.

Groups without a node stand in the statement's own list; that is somebody's word, not a signature.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from node.crdt.claims import Claim, Projection, is_conflict
from node.crdt.ids import ChangeId, EntryId, Group, Record
from node.ledger.declare import pattern_of
from node.ledger.vocabulary.source import COSIGNED
from node.service.effects import Step
from node.service.errors import Refused
from node.service.records import read_projection
from node.service.space import SpaceState
from node.service.verifying import Seen, attest_many, dispute_many

_TEXTS: Final = frozenset(("texts/*/title", "texts/*/text", "texts/*/language"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One group's signature under a statement: by which members, and when by their own claim."""

    group: Group
    devices: tuple[bytes, ...]
    time: int


def statement_texts(projection: Projection) -> dict[str, tuple[Claim, ...]]:
    """Return what a signature covers: every text, its title and its language."""
    return {path: claims for path, claims in projection.fields.items() if pattern_of(path) in _TEXTS}


def signatures(projection: Projection) -> list[Signature]:
    """Return the groups that have signed a statement as it stands (S1 to S3), the earliest first."""
    texts = statement_texts(projection)
    if not texts or any(is_conflict(claims) for claims in texts.values()):
        return []
    found: dict[Group, tuple[set[bytes], int]] = {}
    for number, claims in enumerate(texts.values()):
        signed = _signed(claims[0])
        if number == 0:
            found = signed
        found = {
            group: (devices & signed[group][0], max(time, signed[group][1]))
            for group, (devices, time) in found.items()
            if group in signed and devices & signed[group][0]
        }
    listed = [Signature(group=group, devices=tuple(sorted(who)), time=time) for group, (who, time) in found.items()]
    return sorted(listed, key=lambda one: (one.time, one.group))


def _signed(claim: Claim) -> dict[Group, tuple[set[bytes], int]]:
    doubting = {badge.voice.group for badge in claim.disputed_by}
    found: dict[Group, tuple[set[bytes], int]] = {}
    for badge in claim.attested_by:
        group = badge.voice.group
        if badge.step == COSIGNED and group is not None and group not in doubting:
            who, time = found.get(group, (set(), badge.voice.time))
            found[group] = who | {bytes(badge.voice.device)}, min(time, badge.voice.time)
    return found


def cosign(space: SpaceState, record: Record, *, now: int, shown: Sequence[ChangeId]) -> Step[EntryId | None]:
    """Sign a statement for one's own group. `shown` are the operations of the texts that were read.

    Raises: Refused where another text stands than was read, NotFound, NotAllowed.
    """
    seen = yield from _seen(space, record, shown)
    return (yield from attest_many(space, seen, now=now, step=COSIGNED, may_be_own=True))


def take_back(space: SpaceState, record: Record, *, now: int, shown: Sequence[ChangeId]) -> Step[EntryId | None]:
    """Take the own group's signature back. Raises: as `cosign`."""
    seen = yield from _seen(space, record, shown)
    return (yield from dispute_many(space, seen, now=now, step="disputed"))


def _seen(space: SpaceState, record: Record, shown: Sequence[ChangeId]) -> Step[list[Seen]]:
    projection = yield from read_projection(space, record)
    texts = statement_texts(projection)
    if projection.kind != "statement" or not texts:
        raise Refused("there is no text to sign; nothing was signed")
    standing = {claim.id for claims in texts.values() for claim in claims}
    if standing != set(shown) or any(is_conflict(claims) for claims in texts.values()):
        raise Refused("the text has changed since it was shown: read it again; nothing was signed")
    return [Seen(record, path, claims[0].id) for path, claims in texts.items()]
