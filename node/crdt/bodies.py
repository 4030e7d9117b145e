"""What is inside a payload once it is opened: one array `[type, …]` for each type of DESIGN's list.

A body is judged only by those who can open it. Bad content is Malformed and becomes a flag of its record; an unknown
type is `Unknown` and waits for a newer program. Types below 16 concern one record; the others are control payloads.
"""

from dataclasses import dataclass
from typing import Final

from node.crdt.codec import Scalar
from node.crdt.ids import ChangeId, Device, EntryId, Group, Head, Kid, Log, Record

CONTROL_FROM: Final = 16
NAME_BYTES_MAX: Final = 200  # a pseudonym or the name of a group, in any script
FRONTIER_MAX: Final = 2_000  # logs in one witness; a larger network witnesses in several entries
ADDRESSES_MAX: Final = 4  # of one device: at home, through Tor, behind a proxy, one more
ADDRESS_BYTES_MAX: Final = 255  # a host name and a port, or a URL; an onion address has 62
KEYS_MAX: Final = 256  # control keys in one keyring: twenty years of monthly epochs


@dataclass(frozen=True, slots=True)
class Put:
    """Set `path` to a scalar value."""

    path: str
    value: Scalar


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove the values of `path` that the author saw."""

    path: str


Op = Put | Delete


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """Type 1: operations on one record; `deps` are its heads the author saw, `time` a claim in seconds since 1970
    UTC.
    """

    deps: tuple[ChangeId, ...]
    time: int
    source: Record | None
    ops: tuple[Op, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One operation that an attestation or a dispute is about; `value_hash` is H("value", [path, value or nil])."""

    change: ChangeId
    path: str
    value_hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """Type 2: the author checked these values; `step` names what was checked, `evidence` hashes of documents."""

    targets: tuple[Target, ...]
    step: str
    source: Record | None
    evidence: tuple[bytes, ...]
    time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """Type 3: the author says these values are wrong; `step` names why."""

    targets: tuple[Target, ...]
    step: str
    source: Record | None
    evidence: tuple[bytes, ...]
    time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobChunk:
    """Type 4: one piece of an attachment of this record."""

    blob: bytes
    index: int
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Type 16: a steward admits a device. `scope` lists the kinds it may write; empty means all of its role."""

    device: Device
    role: int
    group: Group | None
    pseudonym: str
    invitation: bytes | None
    scope: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupName:
    """Type 17: the name of a group of the roster."""

    group: Group
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hiding:
    """Type 18: withhold (mode 1) or hide (mode 2) a record, with a reason of the domain's list."""

    record: Record
    mode: int
    reason: str


@dataclass(frozen=True, slots=True)
class Lifting:
    """Type 19: take back the hidings named."""

    record: Record
    hidings: tuple[ChangeId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """Type 20: a new epoch key and the epochs it replaces; it covers `head` and the suspensions listed."""

    kid: Kid
    replaced: tuple[Kid, ...]
    head: Head
    suspensions: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """Type 21: the control keys of replaced epochs, as (kid, control key)."""

    keys: tuple[tuple[Kid, bytes], ...]

    def __repr__(self) -> str:
        return f"Keyring(<{len(self.keys)} secrets>)"


@dataclass(frozen=True, slots=True)
class Witness:
    """Type 22: logs as the author holds them, (log, seq, entry id), those changed since its last witness."""

    frontier: tuple[tuple[Log, int, EntryId], ...]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Type 23: where a device can be called: its own, or as a steward says of a carrier. Empty: nowhere any more."""

    device: Device
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A body of a type this program does not know."""

    type: int


RecordBody = RecordChange | Attestation | Dispute | BlobChunk
ControlBody = Grant | GroupName | Hiding | Lifting | Announcement | Keyring | Witness | Addresses
Body = RecordBody | ControlBody | Unknown

CONTROL_BODIES: Final = (Grant, GroupName, Hiding, Lifting, Announcement, Keyring, Witness, Addresses)
WITHHOLD, HIDE = 1, 2
