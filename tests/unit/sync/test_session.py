"""What a hello says of a space: that large payloads may stay behind, to whoever can read it."""

from __future__ import annotations

from keys.secret import RoutingKey
from node.crdt.ids import Space
from node.sync.limits import SPACES_MAX
from node.sync.messages import Hello, decode_message
from node.sync.session import Met, Offer, Session


def offer(number: int, *, is_lean: bool = False, digest: bytes = bytes(32)) -> Offer:
    """A space under a routing key of its own."""
    space, routing = Space(number.to_bytes(16)), RoutingKey(number.to_bytes(32))
    return Offer(space=space, routing=routing, digest=digest, wants=(), is_lean=is_lean)


def met(ours: list[Offer], theirs: list[Offer]) -> Met:
    """What we learn from a hello."""
    one, other = (Session(is_caller=is_caller, handshake_hash=b"h" * 64) for is_caller in (True, False))
    one.greet(ours)
    found = one.receive(other.greet(theirs))
    assert isinstance(found, Met)
    return found


def test_hello_says_of_each_space_whether_large_payloads_may_stay_behind() -> None:
    shared = met([offer(1), offer(2), offer(3)], [offer(1, is_lean=True), offer(2)]).shared
    assert [(item.space, item.is_lean, item.is_equal) for item in shared] == [
        (offer(1).space, True, True),
        (offer(2).space, False, True),
    ]


def test_own_lean_tag_sent_back_says_nothing() -> None:
    one, echo = (Session(is_caller=True, handshake_hash=b"h" * 64) for _ in range(2))
    one.greet([offer(1, is_lean=True)])
    assert one.receive(echo.greet([offer(1, is_lean=True)])) == Met(())


def test_of_more_spaces_than_fit_each_is_greeted_before_any_is_lean() -> None:
    offers = [offer(number, is_lean=True) for number in range(SPACES_MAX - 1)]
    body = Session(is_caller=False, handshake_hash=b"h" * 64).greet(offers)
    hello = decode_message(body)
    assert isinstance(hello, Hello)
    assert len(hello.greetings) == SPACES_MAX
    shared = met(offers, offers).shared
    assert (len(shared), sum(item.is_lean for item in shared)) == (SPACES_MAX - 1, 1)
