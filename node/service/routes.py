"""The routing keys of a space: the first is made with it, each expulsion makes a numbered new one.

 T1  A key counts under number 0 or under the version of an accepted certificate that expels somebody (`routing.py`).
 T2  The two highest numbers are accepted from whoever shows a pass; an older key only from a device whose pass is
     held already, and it is kept only while an active device has not shown an epoch made after a newer one.
 T3  Calls are made under the newest, then under the others.

Two stewards may make a key under one number at once: both count, at most SAME_NUMBER_MAX, those whose names are lowest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from keys.hashing import digest_array
from keys.labels import Label
from keys.secret import RoutingKey
from node.crdt.ids import Space
from node.crdt.roster import Roster

ACCEPTED_NUMBERS = 2  # the newest, and the one before it for whoever has not heard yet
SAME_NUMBER_MAX = 4  # keys of one number: more stewards than that do not answer one expulsion at the same moment
_NAME_BYTES = 8


@dataclass(frozen=True, slots=True)
class Routes:
    """Routing keys with their numbers, the newest first."""

    keys: tuple[tuple[int, RoutingKey], ...] = ()

    @property
    def newest(self) -> RoutingKey | None:
        """Return the key to call under first, None where none is held."""
        return self.keys[0][1] if self.keys else None

    @property
    def number(self) -> int:
        """Return the number of the newest key; -1 where none is held."""
        return self.keys[0][0] if self.keys else -1

    def is_accepted(self, key: RoutingKey) -> bool:
        """Tell whether a key is of one of the two newest numbers (T2)."""
        newest = sorted({number for number, _ in self.keys}, reverse=True)[:ACCEPTED_NUMBERS]
        return any(held == key and number in newest for number, held in self.keys)

    def with_key(self, number: int, key: RoutingKey) -> "Routes":
        """Return these keys and one more."""
        if (number, key) in self.keys:
            return self
        return _ordered((*self.keys, (number, key)))

    def keeping(self, numbers: Iterable[int]) -> "Routes":
        """Return the accepted keys and those of further numbers."""
        kept = set(numbers) | set(sorted({number for number, _ in self.keys}, reverse=True)[:ACCEPTED_NUMBERS])
        return Routes(tuple(item for item in self.keys if item[0] in kept))


def _ordered(keys: Iterable[tuple[int, RoutingKey]]) -> Routes:
    ordered = sorted(keys, key=lambda item: (-item[0], _name(item[1])))
    places = [sum(number == other for other, _ in ordered[:at]) for at, (number, _) in enumerate(ordered)]
    return Routes(tuple(item for item, place in zip(ordered, places, strict=True) if place < SAME_NUMBER_MAX))


def is_counting(roster: Roster, number: int) -> bool:
    """Tell whether routing keys of a number count (T1)."""
    return number == 0 or (number < len(roster.chain) and bool(roster.chain[number].body.expulsions))


def due_number(roster: Roster) -> int:
    """Return the number that the newest routing key should have: the version of the newest expulsion, or 0."""
    return max((stage.version for stage in roster.chain if stage.body.expulsions), default=0)


# --- in the store -----------------------------------------------------------------------------------------------------
def routing_secret(space: Space, number: int, key: RoutingKey) -> str:
    """Return the name under which the store holds a routing key."""
    return f"{_prefix(space)}{number}/{_name(key).hex()}"


def read_routes(space: Space, secrets: Mapping[str, bytes]) -> Routes:
    """Return the routing keys of a space that the store holds."""
    prefix = _prefix(space)
    found = ((name.removeprefix(prefix), value) for name, value in secrets.items() if name.startswith(prefix))
    return _ordered((int(name.split("/")[0]), RoutingKey(value)) for name, value in found)


def _prefix(space: Space) -> str:
    return f"routing/{space.hex()}/"


def _name(key: RoutingKey) -> bytes:
    return digest_array(Label.ROUTING_TAG, b"name", key=key.reveal(), size=_NAME_BYTES)
