"""The data keys a node holds for one space, looked up by the name an entry's header gives them."""

from collections.abc import Mapping

from keys.box import BoxKey
from keys.epoch import control_key, record_key
from keys.secret import ControlKey, EpochKey, RecordKey, RoutingKey, Secret
from node.crdt.ids import Kid, Record, Space


class KeyRing:
    """Epoch keys, control keys reached through keyrings, and record keys handed on alone."""

    def __init__(self) -> None:
        self.epochs: dict[Kid, EpochKey] = {}
        self._control: dict[Kid, ControlKey] = {}
        self._records: dict[tuple[Kid, Record], RecordKey] = {}

    def copy(self) -> "KeyRing":
        """Return a ring with the same keys, to be changed on its own."""
        ring = KeyRing()
        ring.epochs.update(self.epochs)
        ring._control.update(self._control)
        ring._records.update(self._records)
        return ring

    def add_epoch(self, kid: Kid, key: EpochKey) -> None:
        """Hold an epoch key and the control key below it."""
        self.epochs[kid] = key
        self._control[kid] = control_key(key)

    def add_control(self, kid: Kid, key: ControlKey) -> None:
        """Hold the control key of an epoch whose own key is not held."""
        self._control.setdefault(kid, key)

    def add_record(self, kid: Kid, record: Record, key: RecordKey) -> None:
        """Hold the key of one record in one epoch."""
        self._records[kid, record] = key

    def control(self, kid: Kid) -> ControlKey | None:
        """Return the control key of an epoch, None if it is not held."""
        return self._control.get(kid)

    def key_for(self, kid: Kid, record: Record) -> Secret | None:
        """Return the key of a record's payloads (of control payloads where `record` is empty), None if it is not
        held.
        """
        if not record:
            return self._control.get(kid)
        epoch = self.epochs.get(kid)
        return record_key(epoch, record) if epoch is not None else self._records.get((kid, record))


def epoch_secret(space: Space, kid: Kid) -> str:
    """Return the name under which the store holds an epoch key."""
    return f"epoch/{space.hex()}/{kid.hex()}"


def routing_secret(space: Space) -> str:
    """Return the name under which the store holds the newest routing key of a space."""
    return f"routing/{space.hex()}"


def key_ring(space: Space, secrets: Mapping[str, bytes]) -> KeyRing:
    """Return the keys of a space that the store holds."""
    ring = KeyRing()
    prefix = f"epoch/{space.hex()}/"
    for name, value in sorted(secrets.items()):
        if name.startswith(prefix):
            ring.add_epoch(Kid(bytes.fromhex(name.removeprefix(prefix))), EpochKey(value))
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


def routing_key(space: Space, secrets: Mapping[str, bytes]) -> RoutingKey | None:
    """Return the newest routing key of a space, None if none is held."""
    value = secrets.get(routing_secret(space))
    return None if value is None else RoutingKey(value)
