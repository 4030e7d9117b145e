"""The keys of a space: a random epoch key and what hangs one-way below it.

From a record key or a control key nobody gets back to the epoch key, nor from one to the other. Refuses record and
space ids that are not 16 bytes long.
"""

from keys.hashing import digest_array
from keys.labels import Label
from keys.limits import RECORD_ID_BYTES, SPACE_ID_BYTES
from keys.randomness import Random
from keys.secret import ControlKey, EpochKey, IndexKey, RecordKey


def new_epoch_key(random: Random) -> EpochKey:
    """Draws the key of a new epoch (32 bytes), independent of every other."""
    return EpochKey.new(random)


def kid(key: EpochKey) -> bytes:
    """Gives the name of an epoch key: 32 bytes, safe to show."""
    return digest_array(Label.EPOCH, key.reveal())


def control_key(epoch: EpochKey) -> ControlKey:
    """Derives the key that seals the control payloads of an epoch."""
    return ControlKey(digest_array(Label.CONTROL_KEY, key=epoch.reveal()))


def record_key(epoch: EpochKey, record: bytes) -> RecordKey:
    """Derives the key that seals the payloads of one record (16-byte id) in an epoch.

    Raises: ValueError for a record id of another length.
    """
    if len(record) != RECORD_ID_BYTES:
        raise ValueError("a record id has 16 bytes")
    return RecordKey(digest_array(Label.RECORD_KEY, record, key=epoch.reveal()))


def index_key(control: ControlKey, space: bytes) -> IndexKey:
    """Derives the key behind imported record ids; `control` belongs to the space's first epoch.

    Raises: ValueError for a space id that is not 16 bytes long.
    """
    if len(space) != SPACE_ID_BYTES:
        raise ValueError("a space id has 16 bytes")
    return IndexKey(digest_array(Label.INDEX_KEY, space, key=control.reveal()))


def imported_record_id(index: IndexKey, source: bytes, source_id: bytes) -> bytes:
    """Gives the 16-byte id of an imported record: the same on every node that imports the same source."""
    return digest_array(Label.RECORD, source, source_id, key=index.reveal(), size=RECORD_ID_BYTES)


def erased_source_id(index: IndexKey, source: bytes, source_id: bytes) -> bytes:
    """Gives the 16-byte keyed hash by which an erasure list names a source's id to members only."""
    return digest_array(Label.SOURCE_ID, source, source_id, key=index.reveal(), size=RECORD_ID_BYTES)
