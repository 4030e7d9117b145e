"""The data keys a node holds for one space, looked up by the name an entry's header gives them."""

from collections.abc import Iterable, Mapping

from keys.box import BoxKey
from keys.epoch import control_key, record_key
from keys.secret import ControlKey, EpochKey, RecordKey, Secret
from node.crdt import shape
from node.crdt.codec import pack, unpack
from node.crdt.ids import Kid, Record, Space
from node.service.limits import RECORD_KEYS_BYTES_MAX

Named = tuple[tuple[str, bytes | None], ...]


class KeyRing:
    """Epoch keys, control keys reached through keyrings, and record keys handed on alone."""

    def __init__(self) -> None:
        self.epochs: dict[Kid, EpochKey] = {}
        self._control: dict[Kid, ControlKey] = {}
        self._records: dict[Kid, dict[Record, RecordKey]] = {}

    def copy(self) -> "KeyRing":
        """Return a ring with the same keys, to be changed on its own."""
        ring = KeyRing()
        ring.epochs.update(self.epochs)
        ring._control.update(self._control)
        ring._records.update({kid: dict(keys) for kid, keys in self._records.items()})
        return ring

    def add_epoch(self, kid: Kid, key: EpochKey) -> None:
        """Hold an epoch key and the control key below it."""
        self.epochs[kid] = key
        self._control[kid] = control_key(key)

    def drop_epoch(self, kid: Kid) -> None:
        """Forget an epoch key; the control key below it and the record keys held alone stay."""
        self.epochs.pop(kid, None)

    def add_control(self, kid: Kid, key: ControlKey) -> None:
        """Hold the control key of an epoch whose own key is not held."""
        self._control.setdefault(kid, key)

    def add_record(self, kid: Kid, record: Record, key: RecordKey) -> None:
        """Hold the key of one record in one epoch."""
        self._records.setdefault(kid, {})[record] = key

    def drop_records(self, records: Iterable[Record]) -> frozenset[tuple[Kid, Record]]:
        """Forget the keys of records that are held alone; return of which epochs."""
        gone = [(kid, record) for record in records for kid, keys in self._records.items() if record in keys]
        for kid, record in gone:
            del self._records[kid][record]
        return frozenset(gone)

    def records_of(self, kid: Kid) -> Mapping[Record, RecordKey]:
        """Return the record keys of an epoch that are held alone."""
        return self._records.get(kid, {})

    def control(self, kid: Kid) -> ControlKey | None:
        """Return the control key of an epoch, None if it is not held."""
        return self._control.get(kid)

    def key_for(self, kid: Kid, record: Record) -> Secret | None:
        """Return the key of a record's payloads (of control payloads where `record` is empty), None if it is not
        held.
        """
        return self.record_key(kid, record) if record else self._control.get(kid)

    def record_key(self, kid: Kid, record: Record) -> RecordKey | None:
        """Return the key of a record in an epoch, None if it is not held."""
        epoch = self.epochs.get(kid)
        return record_key(epoch, record) if epoch is not None else self._records.get(kid, {}).get(record)


# --- in the store -----------------------------------------------------------------------------------------------------
def epoch_secret(space: Space, kid: Kid) -> str:
    """Return the name under which the store holds an epoch key."""
    return f"epoch/{space.hex()}/{kid.hex()}"


def control_secret(space: Space, kid: Kid) -> str:
    """Return the name under which the store holds the control key of a retired epoch."""
    return f"control/{space.hex()}/{kid.hex()}"


def record_key_secrets(space: Space, ring: KeyRing, named: Iterable[tuple[Kid, Record]]) -> Named:
    """Return the secrets that hold the record keys of a ring, as far as the ones named stand in them.

    The keys of an epoch are packed by the first byte of the record's id, so that 100,000 make 256 secrets.
    """
    places = {(kid, record[0]) for kid, record in named}
    return tuple((_bucket_secret(space, kid, first), _bucket(ring, kid, first)) for kid, first in sorted(places))


def _bucket(ring: KeyRing, kid: Kid, first: int) -> bytes | None:
    keys = [[record, key.reveal()] for record, key in sorted(ring.records_of(kid).items()) if record[0] == first]
    return pack(keys) if keys else None


def _bucket_secret(space: Space, kid: Kid, first: int) -> str:
    return f"record-keys/{space.hex()}/{kid.hex()}/{first:02x}"


def key_ring(space: Space, secrets: Mapping[str, bytes]) -> KeyRing:
    """Return the keys of a space that the store holds. Raises: Malformed where they are damaged."""
    ring = KeyRing()
    for name, value in sorted(secrets.items()):
        kind, _, rest = name.partition(f"/{space.hex()}/")
        if kind == "epoch":
            ring.add_epoch(Kid(bytes.fromhex(rest)), EpochKey(value))
        elif kind == "control":
            ring.add_control(Kid(bytes.fromhex(rest)), ControlKey(value))
        elif kind == "record-keys":
            kid = Kid(bytes.fromhex(rest.partition("/")[0]))
            for item in unpack(value, bytes_max=RECORD_KEYS_BYTES_MAX, items_max=len(value)):
                record, key = shape.array(item, 2)
                ring.add_record(kid, Record(shape.short_id(record)), RecordKey(shape.long_id(key)))
    return ring


def prekey_secret(space: Space, prekey: bytes) -> str:
    """Return the name under which the store holds the private half of a prekey, by the prekey's id."""
    return f"prekey/{space.hex()}/{prekey.hex()}"


def own_prekeys(space: Space, secrets: Mapping[str, bytes]) -> dict[bytes, BoxKey]:
    """Return the private halves of this node's prekeys in a space, by the prekeys' ids."""
    prefix = f"prekey/{space.hex()}/"
    return {
        bytes.fromhex(name.removeprefix(prefix)): BoxKey(value)
        for name, value in secrets.items()
        if name.startswith(prefix)
    }
