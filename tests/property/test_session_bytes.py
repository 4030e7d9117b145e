"""Decoders and the session are total: any bytes give a message or the one protocol error."""

from __future__ import annotations

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.secret import RoutingKey
from node.crdt.entry import Opening, Payload, Pruned
from node.crdt.ids import Device, EntryId, Head, Kid, Log, Record, Space
from node.sync.errors import ProtocolError
from node.sync.limits import WINDOW_MESSAGES
from node.sync.messages import (
    Ack,
    Frontier,
    Greeting,
    Hello,
    Item,
    Lack,
    Message,
    Objects,
    Run,
    State,
    Welcome,
    decode_message,
    encode_message,
)
from node.sync.session import Met, Offer, Session

SPACE, LOG = Space(b"s" * 16), Log(b"l" * 16)
ITEM = Item(
    roster=Head(b"h" * 32),
    kid=Kid(b"k" * 32),
    payloads=(Payload(Record(b"r" * 16), b"c" * 80), Pruned(record=Record(b""), inner_hash=b"i" * 32, length=9)),
    signature=b"x" * 64,
)
OPENING = Opening(device=Device(b"d" * 32), nonce=b"n" * 16, previous=None, tip=None)
MESSAGES: list[Message] = [
    Hello((Greeting(tag=b"t" * 16, digest=b"d" * 32, wants=(Kid(b"k" * 32),)),)),
    Frontier(space=0, logs=((LOG, 7, b"i" * 16),), objects=((4, b"o" * 16),)),
    Objects(space=0, items=((1, b"certificate"), (4, b"pass"))),
    Run(space=0, log=LOG, first=0, prev=OPENING, device=Device(b"d" * 32), items=(ITEM,)),
    Run(space=0, log=LOG, first=9, prev=EntryId(b"p" * 32), device=Device(b"d" * 32), items=(ITEM, ITEM)),
    State(space=0, digest=b"d" * 32, wants=(), sent=3, taken=4),
    Ack(0),
    Lack(0, (Kid(b"k" * 32),)),
    Welcome(space=SPACE, is_last=True, items=((1, b"x"),)),
]
scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.binary(max_size=70) | st.text(max_size=5)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=6), max_leaves=20)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_message_comes_back_as_it_was(message: Message) -> None:
    assert decode_message(encode_message(message)) == message


@given(st.binary(max_size=300))
def test_any_bytes_give_a_message_or_the_one_error(body: bytes) -> None:
    _decoded(body)


@given(st.lists(values, max_size=8), st.integers(0, 9))
def test_any_array_gives_a_message_or_the_one_error(items: list[object], kind: int) -> None:
    _decoded(msgpack.packb([kind, *items], use_bin_type=True))


@given(st.sampled_from(MESSAGES), st.data())
def test_altered_message_gives_a_message_or_the_one_error(message: Message, data: st.DataObject) -> None:
    body = bytearray(encode_message(message))
    for _ in range(data.draw(st.integers(1, 3))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(body)))
    _decoded(bytes(body[:end] if data.draw(st.booleans()) else body))


def _decoded(body: bytes) -> None:
    try:
        message = decode_message(body)
    except ProtocolError:
        return
    assert encode_message(message) == body


# --- turns ------------------------------------------------------------------------------------------------------------
def offer(digest: bytes = b"d" * 32) -> Offer:
    return Offer(space=SPACE, routing=RoutingKey(b"r" * 32), digest=digest, wants=())


def met(*, digest: bytes) -> Session:
    """Return the session of a caller that has met somebody with another digest or the same."""
    ours, theirs = (Session(is_caller=is_caller, handshake_hash=b"h" * 64) for is_caller in (True, False))
    ours.greet([offer()])
    event = ours.receive(theirs.greet([offer(digest)]))
    assert isinstance(event, Met)
    assert [item.space for item in event.shared] == [SPACE]
    return ours


@pytest.mark.parametrize("message", MESSAGES[1:], ids=lambda message: type(message).__name__)
def test_nothing_but_a_hello_may_come_first(message: Message) -> None:
    session = Session(is_caller=True, handshake_hash=b"h" * 64)
    session.greet([offer()])
    with pytest.raises(ProtocolError):
        session.receive(encode_message(message))


def test_second_hello_is_refused() -> None:
    session = met(digest=b"e" * 32)
    with pytest.raises(ProtocolError):
        session.receive(encode_message(MESSAGES[0]))


def test_run_before_the_frontier_is_refused_where_digests_differ_and_taken_where_they_do_not() -> None:
    with pytest.raises(ProtocolError):
        met(digest=b"e" * 32).receive(encode_message(MESSAGES[4]))
    assert met(digest=b"d" * 32).receive(encode_message(MESSAGES[4])) == MESSAGES[4]


def test_frontier_comes_once() -> None:
    session = met(digest=b"e" * 32)
    session.receive(encode_message(MESSAGES[1]))
    with pytest.raises(ProtocolError):
        session.receive(encode_message(MESSAGES[1]))


def test_message_about_a_space_that_is_not_shared_is_refused() -> None:
    with pytest.raises(ProtocolError):
        met(digest=b"d" * 32).receive(encode_message(State(space=1, digest=b"d" * 32, wants=(), sent=0, taken=0)))


def test_acknowledgement_of_what_was_not_sent_is_refused() -> None:
    session = met(digest=b"d" * 32)
    with pytest.raises(ProtocolError):
        session.receive(encode_message(Ack(1)))


def test_window_is_full_until_something_is_acknowledged() -> None:
    session = met(digest=b"d" * 32)
    for _ in range(WINDOW_MESSAGES):
        assert session.may_send
        session.bulk(Objects(space=0, items=()))
    assert not session.may_send
    session.receive(encode_message(Ack(1)))
    assert session.may_send
    with pytest.raises(ProtocolError):
        session.receive(encode_message(Ack(0)))


def test_e14_tags_sent_back_and_tags_without_the_key_share_nothing() -> None:
    caller = Session(is_caller=True, handshake_hash=b"h" * 64)
    hello = caller.greet([offer()])
    assert caller.receive(hello) == Met(())
    called = Session(is_caller=False, handshake_hash=b"h" * 64)
    called.greet([Offer(space=SPACE, routing=RoutingKey(b"o" * 32), digest=b"d" * 32, wants=())])
    assert called.receive(hello) == Met(())
