"""What a record looks like once its operations are judged: values, who said them, who checked them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from node.crdt.codec import Scalar
from node.crdt.graph import Refusal
from node.crdt.ids import ChangeId, Device, Group, Record

KIND_PATH = "kind"  # the path that says what a record is; only its first change may set it


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Somebody who said something: the change or verdict, its author, and what they claim about time and source."""

    id: ChangeId
    device: Device
    group: Group | None
    time: int
    source: Record | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """An attestation or a dispute that stands under a value."""

    voice: Voice
    step: str
    evidence: tuple[bytes, ...]
    is_independent: bool  # of another group than the author's, through a steward of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One value that stands at a path. Several claims at one path are a conflict, the winner first."""

    value: Scalar
    voice: Voice
    restated_by: tuple[Voice, ...] = ()
    attested_by: tuple[Badge, ...] = ()
    disputed_by: tuple[Badge, ...] = ()
    is_verified: bool = False
    is_proposed: bool = False  # waits for a second person
    deletion_proposed_by: tuple[Voice, ...] = ()
    is_contested: bool = False  # said on a branch of a forked log that nobody vouches for

    @property
    def id(self) -> ChangeId:
        """Return the operation that set the value."""
        return self.voice.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Withholding:
    """A hiding or withholding of the record that has not been lifted."""

    id: ChangeId
    device: Device
    mode: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """One record as everybody who holds the same objects sees it.

    `waiting` counts changes that miss a dependency, `unreadable` payloads no held key opens, `void` those whose
    content is bad, `newer` those of a type this program does not know; `refused` are operations that were left out.
    """

    record: Record
    kind: str | None
    fields: dict[str, tuple[Claim, ...]]
    heads: tuple[ChangeId, ...]
    hidings: tuple[Withholding, ...] = ()
    refused: tuple[Refusal, ...] = ()
    waiting: int = 0
    unreadable: int = 0
    void: int = 0
    newer: int = 0
    hash: bytes = field(default=b"", compare=False)

    def current(self, path: str) -> Claim | None:
        """Return the one value to use at a path, None where there is none but proposals."""
        return claim_to_use(self.fields.get(path, ()))

    def values(self) -> dict[str, Scalar]:
        """Return the one value of each path that has one."""
        found = {path: self.current(path) for path in self.fields}
        return {path: claim.value for path, claim in found.items() if claim is not None}

    def conflicts(self) -> Iterator[str]:
        """Yield the paths where different values stand side by side."""
        return (path for path, claims in self.fields.items() if is_conflict(claims))


def is_conflict(claims: Sequence[Claim]) -> bool:
    """Tell whether the claims of a path differ. Several people who said the same agree; proposals are passed over."""
    return len(claims) > 1 and len({(type(it.value), it.value) for it in claims if not it.is_proposed}) > 1


def claim_to_use(claims: Sequence[Claim]) -> Claim | None:
    """Return the one value to use where a sum or a status needs one: one that somebody else attested, else the winner.

    Proposals are passed over.
    """
    if len(claims) == 1:
        return None if claims[0].is_proposed else claims[0]
    settled = [claim for claim in claims if not claim.is_proposed]
    return next((claim for claim in settled if _is_seconded(claim)), settled[0] if settled else None)


def _is_seconded(claim: Claim) -> bool:
    authors = {claim.voice.device, *(voice.device for voice in claim.restated_by)}
    return any(badge.voice.device not in authors for badge in claim.attested_by)
