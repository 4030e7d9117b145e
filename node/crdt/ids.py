"""Names for the byte strings that identify things, and the sizes they must have."""

from typing import NewType

Space = NewType("Space", bytes)  # 16 bytes: the first half of the hash of the genesis body
Device = NewType("Device", bytes)  # 32 bytes: an Ed25519 public key
Log = NewType("Log", bytes)  # 16 bytes: hash of device, space and 16 random bytes
EntryId = NewType("EntryId", bytes)  # 32 bytes: hash over header and signature
Record = NewType("Record", bytes)  # 16 bytes: random, or derived from a source's own id
Kid = NewType("Kid", bytes)  # 32 bytes: hash of an epoch key
Head = NewType("Head", bytes)  # 32 bytes: id of a certificate
Group = NewType("Group", bytes)  # 16 random bytes

ID_BYTES = 32
SHORT_ID_BYTES = 16
NO_RECORD = Record(b"")  # the record of a control payload

ChangeId = tuple[EntryId, int]  # an entry and the index of one of its payloads
