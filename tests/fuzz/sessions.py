"""Two nodes that talk, and a node that reads a bundle, while what they are told is changed on the way.

A change is either one of bytes or one of meaning: a message that is one, in which one thing is not as it was said,
taken from another message where there is one. So the talk goes on for longer, and what may come when is tried as well.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from random import Random
from typing import Any

from node.crdt.errors import CrdtError
from node.crdt.grants import Role
from node.crdt.ids import Space
from node.service.attachments import NewFile, attach
from node.service.bundles import Import, write_bundle
from node.service.deferring import keep_files
from node.service.records import add_record
from node.service.spaces import create_space
from node.sync.bundle import BundleKey, BundleReader, BundleWriter, open_head, seal_head
from node.sync.errors import NotForUs, ProtocolError
from node.sync.limits import BUNDLE_CHUNK_BYTES
from node.sync.messages import Message, decode_message, encode_message
from tests.property.mutation import mutated
from tests.sim.nodes import NOW, SimNode, connect, join, new_carrier, new_node, sync
from tests.sim.running import plan_of
from tests.sim.worlds import open_world
from tests.support.bundles import emitted

TALK_STEPS_MAX = 400  # messages of one conversation that is being changed
CARRIERS = 0.2  # of the talks are with one
FILES = 0.2  # of the talks are about a picture of which the bytes stayed behind


# --- changes of meaning -----------------------------------------------------------------------------------------------
def altered(dice: Random, body: bytes, seen: Sequence[bytes]) -> bytes:
    """Gives a message with one field that another message says, or that nobody said."""
    try:
        message = decode_message(body)
        others = [decode_message(other) for other in seen]
    except ProtocolError:
        return mutated(dice, [body])
    alike = [other for other in others if type(other) is type(message)]
    name = dice.choice([field.name for field in dataclasses.fields(message)])
    value = _other(dice, getattr(message, name), [getattr(other, name) for other in alike])
    with suppress(CrdtError, ValueError, TypeError, AttributeError):  # what no message can say is left as it was
        return encode_message(_replaced(message, name, value))
    return body


def _replaced(message: Message, name: str, value: Any) -> Message:
    return dataclasses.replace(message, **{name: value})


def _other(dice: Random, value: Any, donors: Sequence[Any]) -> Any:
    if donors and dice.random() < 0.4:
        return dice.choice(donors)
    match value:
        case bool():
            return not value
        case int():
            return max(0, value + dice.choice((-1, 1, 2, 1_000, 2**40)))
        case bytes():
            place = dice.randrange(len(value) or 1)
            return value[:place] + bytes([dice.randrange(256)]) + value[place + 1 :]
        case tuple():
            return _changed_list(dice, list(value), [item for donor in donors for item in donor])
        case None:
            return dice.choice([None, *donors])
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        name = dice.choice([field.name for field in dataclasses.fields(value)])
        held = getattr(value, name)
        return dataclasses.replace(value, **{name: _other(dice, held, [])})
    return value


def _changed_list(dice: Random, items: list[Any], donors: Sequence[Any]) -> tuple[Any, ...]:
    place = dice.randrange(len(items) + 1)
    match dice.randrange(5):
        case 0:
            del items[place : place + 1]
        case 1:
            items[place:place] = items[place : place + 1]
        case 2 if donors:
            items.insert(place, dice.choice(donors))
        case 3:
            dice.shuffle(items)
        case _ if place < len(items):
            items[place] = _other(dice, items[place], [])
    return tuple(items)


def changed(dice: Random, body: bytes, seen: Sequence[bytes]) -> bytes:
    """Gives a message changed in its meaning, or in its bytes."""
    if dice.random() < 0.6:
        return altered(dice, body, seen[-12:])
    return mutated(dice, [body, *seen[-8:]]) or b"\0"


# --- talks ------------------------------------------------------------------------------------------------------------
def run_session(seed: int) -> tuple[int, bool]:
    """Let two nodes talk while messages are changed, left out, doubled and swapped; now and then one is a carrier.

    Return how many messages were fed and whether both kept on talking. Raises: whatever is no ProtocolError.
    """
    dice = Random(f"session {seed}")
    space, nodes = open_world(plan_of(dice.randrange(20)))
    one, other = nodes[0], nodes[1]
    if dice.random() < CARRIERS:
        other = new_carrier(f"carrier {seed}")
        join(other, one, space, None)
    for node in (one, other):
        held = node.node.spaces[space]
        if held.role is not None and held.role >= Role.CONTRIBUTOR:
            node.run(add_record(held, "person", {"note": f"TEST-{dice.randrange(9)}"}, now=NOW))
    if dice.random() < FILES:
        leave_behind(dice, one, other, space)
    talks = connect(one, other, space)
    ends = (one, other)
    queue = [(1, body) for body in one.run(talks[0].start())] + [(0, body) for body in other.run(talks[1].start())]
    fed, seen = 0, [body for _, body in queue]
    while queue and fed < TALK_STEPS_MAX:
        side, body = queue.pop(0 if dice.random() < 0.9 else dice.randrange(len(queue)))
        luck = dice.random()
        if luck < 0.05:
            body = changed(dice, body, seen)
        elif luck < 0.08:
            queue.insert(0, (side, dice.choice(seen)))
        elif luck < 0.1:
            continue
        fed += 1
        try:
            said = ends[side].run(talks[side].receive(body))
        except ProtocolError:
            return fed, False
        seen += said
        queue += [(1 - side, answer) for answer in said]
    return fed, True


def leave_behind(dice: Random, one: SimNode, other: SimNode, space: Space) -> None:
    """Let one node attach a picture that stays behind on the other, which then wants it."""
    held = one.node.spaces[space]
    record = one.run(add_record(held, "person", {"note": "TEST-"}, now=NOW))
    file = NewFile(content=dice.randbytes(70_000), type="jpeg", category="photo", caption="", is_stripped=True)
    one.run(attach(held, record, file, now=NOW))
    other.run(keep_files(other.node.spaces[space], keeps=False))
    sync(one, other, space)
    other.run(keep_files(other.node.spaces[space], keeps=True))


# --- bundles ----------------------------------------------------------------------------------------------------------
@lru_cache(maxsize=1)
def bundle() -> tuple[SimNode, BundleKey, list[bytes]]:
    """A node, and the key and the messages of a bundle for it; the names of spaces in it follow from the key."""
    alice, bob = new_node("alice of the bundle"), new_node("bob of the bundle")
    space = alice.run(create_space(alice.node, title="TEST-space", group="TEST-group")).space
    join(bob, alice, space, Role.VERIFIER)
    for number in range(6):
        alice.run(add_record(alice.space(), "person", {"note": f"TEST-{number}"}, now=NOW))
    data, _ = emitted(alice, write_bundle(alice.node, [alice.space()], [bob.node.device], is_whole=True))
    key, length = open_head(bob.node.bundle, data)
    reader = BundleReader(key)
    chunks = [data[at : at + BUNDLE_CHUNK_BYTES] for at in range(length, len(data), BUNDLE_CHUNK_BYTES)]
    return bob, key, [message for chunk in chunks for message in reader.take(chunk)[1]]


def run_bundle(seed: int) -> tuple[int, bool]:
    """Let a node read a bundle of which messages are changed, left out, doubled and swapped, some parts damaged.

    Return how many messages were fed and whether all of them fitted. Raises: whatever is no NotForUs.
    """
    dice = Random(f"bundle {seed}")
    bob, key, messages = bundle()
    reader = SimNode(bob.name, bob.random, store=bob.store.twin())
    listed = list(messages)
    for _ in range(dice.randint(0, 3)):
        place = dice.randrange(len(listed) or 1)
        match dice.randrange(4):
            case 0:
                listed[place] = changed(dice, listed[place], listed)
            case 1:
                listed.insert(dice.randrange(len(listed)), listed[place])
            case 2 if len(listed) > 1:
                del listed[place]
            case _:
                listed.append(listed.pop(place))
    writer = BundleWriter(key)
    chunks = [chunk for message in listed if message for chunk in writer.add(message)] + writer.finish()
    if dice.random() < 0.2:
        place = dice.randrange(len(chunks))
        chunks[place] = mutated(dice, [chunks[place]])
    reading = Import(reader.node)
    with suppress(NotForUs):
        reading.open(seal_head(key, [reader.node.bundle.public], reader.random))
        for chunk in chunks:
            reader.run(reading.take(chunk))
        reader.run(reading.finish())
    return len(listed), not reading.refused and not reading.damaged


TALKS = {"session": run_session, "bundle": run_bundle}
