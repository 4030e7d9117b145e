"""Routing keys: a new one at each expulsion, for members with the epoch key, for carriers sealed to their pass."""

from __future__ import annotations

import pytest

from keys.secret import RoutingKey
from node.crdt.ids import Space
from node.service.calling import callees
from node.service.deciding import propose
from node.service.knowing import is_let_in, own_pass_in
from node.service.node import remember_address
from node.service.routes import SAME_NUMBER_MAX, Routes, is_counting, read_routes, routing_secret
from node.service.wishes import Expel
from node.sync.errors import ProtocolError
from tests.sim.nodes import SimNode, join, new_carrier, new_node, open_known, sync
from tests.sim.stewards import found_with

SPACE = Space(bytes(16))


def key(number: int) -> RoutingKey:
    return RoutingKey(bytes([number]) * 32)


def expel(alice: SimNode, space: Space, *gone: SimNode) -> None:
    for node in gone:
        assert alice.run(propose(alice.node.space(space), Expel((node.node.device,)))).is_certificate


# --- the keys themselves ----------------------------------------------------------------------------------------------
def test_routes_put_the_newest_number_first_and_accept_two_numbers() -> None:
    routes = Routes()
    for number in (3, 0, 5):
        routes = routes.with_key(number, key(number))
    assert [number for number, _ in routes.keys] == [5, 3, 0]
    assert (routes.newest, routes.number) == (key(5), 5)
    assert [routes.is_accepted(key(number)) for number in (5, 3, 0, 7)] == [True, True, False, False]
    assert [number for number, _ in routes.keeping(()).keys] == [5, 3]
    assert routes.keeping({0}).keys == routes.keys


def test_keys_of_one_number_are_kept_alike_in_every_order() -> None:
    made = [key(number) for number in range(1, SAME_NUMBER_MAX + 3)]
    forth, back = Routes(), Routes()
    for item in made:
        forth = forth.with_key(2, item)
    for item in reversed(made):
        back = back.with_key(2, item)
    assert forth.keys == back.keys
    assert len(forth.keys) == SAME_NUMBER_MAX


def test_routes_come_back_from_the_store() -> None:
    routes = Routes().with_key(0, key(1)).with_key(12, key(2))
    secrets = {routing_secret(SPACE, number, item): item.reveal() for number, item in routes.keys}
    assert read_routes(SPACE, secrets).keys == routes.keys
    assert read_routes(Space(b"o" * 16), secrets).keys == ()


# --- in a space -------------------------------------------------------------------------------------------------------
def test_expulsion_gives_everybody_but_the_expelled_a_new_routing_key() -> None:
    space, (alice, bob, mallory) = found_with("alice", guests=("bob", "mallory"))
    first = alice.space().routes
    expel(alice, space, mallory)
    sync(bob, alice, space)
    roster = alice.space().view.roster
    assert alice.space().routes.number == roster.head.version
    assert is_counting(roster, alice.space().routes.number)
    assert bob.space().routes.keys == alice.space().routes.keys
    assert alice.space().routing not in [item for _, item in mallory.space().routes.keys]
    assert mallory.space().routes.keys == first.keys
    alice.reopen()
    assert alice.space().routes.keys == bob.space().routes.keys


def test_routing_key_of_no_expulsion_is_not_taken() -> None:
    space, (alice, _) = found_with("alice", guests=("bob",))
    roster = alice.space().view.roster
    assert is_counting(roster, 0)
    assert not is_counting(roster, roster.head.version + 1)
    expel(alice, space, _)
    assert is_counting(alice.space().view.roster, alice.space().view.roster.head.version)
    assert not is_counting(alice.space().view.roster, 2**31)


def test_member_that_missed_three_expulsions_calls_under_the_old_key_and_gets_the_new_one() -> None:
    space, (alice, bob, *others) = found_with("alice", guests=("bob", "m1", "m2", "m3"))
    old = bob.space().routing
    expel(alice, space, *others)
    assert old is not None
    assert not alice.space().routes.is_accepted(old)
    sync(bob, alice, space)
    assert bob.space().routing == alice.space().routing
    sync(alice, bob, space)
    expel(alice, space, join_and_name(alice, space, "m4"))
    sync(bob, alice, space)
    assert old not in [item for _, item in alice.space().routes.keys], "nobody can need it any more"


def test_guest_let_in_after_an_expulsion_still_calls_after_two_more() -> None:
    space, (alice, *others) = found_with("alice", guests=("m1", "m2", "m3"))
    expel(alice, space, others[0])
    guest = join_and_name(alice, space, "bob")  # which has shown no epoch yet
    expel(alice, space, *others[1:])
    sync(guest, alice, space)
    assert guest.space().routing == alice.space().routing


def join_and_name(alice: SimNode, space: Space, name: str) -> SimNode:
    guest = new_node(name)
    join(guest, alice, space)
    return guest


def test_old_key_opens_only_to_a_pass_that_is_held_already() -> None:
    space, (alice, bob, *others) = found_with("alice", guests=("bob", "m1", "m2", "m3"))
    old, shown = bob.space().routing, own_pass_in(bob.space(), bob.node.channel.public)
    expel(alice, space, *others)
    held = alice.space()
    assert old is not None
    assert held.routing is not None
    assert is_let_in(held, old, bob.node.channel.public, b"")
    del held.holdings.passes[bob.node.device, alice.node.device]
    held.holdings._in_force = None  # as after a start
    assert not is_let_in(held, old, bob.node.channel.public, shown)
    assert is_let_in(held, held.routing, bob.node.channel.public, shown)


def test_e14_expelled_device_gets_silence_under_every_key_it_knows() -> None:
    space, (alice, mallory) = found_with("alice", guests=("mallory",))
    expel(alice, space, mallory)
    with pytest.raises(ProtocolError):
        open_known(mallory, alice, space)


def test_carrier_gets_the_new_routing_key_sealed_to_its_pass() -> None:
    space, (alice, bob, mallory) = found_with("alice", guests=("bob", "mallory"))
    carrier = new_carrier("carrier of routes")
    join(carrier, alice, space, None)
    sync(bob, alice, space)
    expel(alice, space, mallory)
    sync(alice, carrier, space)
    assert carrier.space().routes.keys == alice.space().routes.keys
    carrier.reopen()
    assert carrier.space().routing == alice.space().routing
    sync(bob, carrier, space)
    one, other, _ = sync(bob, alice, space)
    assert one.is_equal
    assert other.is_equal


def test_callees_try_older_keys_of_a_known_address_after_the_newest() -> None:
    space, (alice, bob, mallory) = found_with("alice", guests=("bob", "mallory"))
    expel(alice, space, mallory)
    alice.run(remember_address(alice.node, bob.node.device, "127.0.0.1:1"))
    found = callees(alice.node, "127.0.0.1:1")
    keys = [item.routing or alice.space().routing for item in found if item.device == bob.node.device]
    assert keys == [item for _, item in alice.space().routes.keys]
    assert [item.device for item in callees(alice.node, "127.0.0.1:2")] == [bob.node.device]
