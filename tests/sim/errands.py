"""What goes other ways than over a line of members: carriers, memory sticks, files, recovery keys, erased homes."""

from __future__ import annotations

from functools import partial
from random import Random as Dice

from keys.signing import SigningKey
from keys.text import decode_text
from node.crdt.grants import Role
from node.crdt.ids import Device, Head
from node.service.deciding import proposals, sign_to_recover
from node.service.errors import NotFound
from node.service.inviting import invite
from node.service.joining import Ticket
from node.service.joining_by_file import answer_by_file, ask_by_file, ticket_for
from node.service.spaces import RECOVERY_PREFIX, read_recovery_key
from node.service.wishes import Decide, Expel, Wish
from node.sync.errors import NotForUs
from tests.conftest import steady_random
from tests.sim.deeds import propose_to_all
from tests.sim.network import REFUSALS, Deed, Network
from tests.sim.nodes import NOW, SimNode, join
from tests.sim.traitors import LIES
from tests.support.bundles import bundle_of, emitted, read_bundle

CALLS = 4  # to a carrier in one deed
GUEST_ROLES = (Role.READER, Role.CONTRIBUTOR, Role.VERIFIER)


# --- carriers ---------------------------------------------------------------------------------------------------------
def carrier(network: Network, dice: Dice) -> str | None:
    """A steward sets up a carrier, if there is none, and members call it one after another."""
    host = network.an_honest(dice, steward=True)
    if not network.carriers and host is not None:
        made = SimNode("carrier", steady_random(f"{network.plan.seed} carrier"), is_carrier=True)
        join(made, host, network.space, None)
        network.nodes.append(made)
        network.carriers.append(made)
    if not network.carriers:
        return None
    callers = dice.choices(network.inside, k=CALLS)
    for caller in callers:
        network.at(network.time + dice.uniform(0, 20), partial(_call, network, caller, network.carriers[0]))
    return ", ".join(caller.name for caller in callers)


def _call(network: Network, caller: SimNode, called: SimNode) -> None:
    if caller in network.inside and network.connect(caller, called):
        network.note("call", f"{caller.name} calls the carrier")


def lying_carrier(network: Network, dice: Dice) -> str | None:
    """The machine that carries lies in its next messages: it keeps ends back, doubles, alters, shows what is not."""
    if not network.carriers:
        return None
    kinds = dice.choices(sorted(LIES), k=dice.randint(1, 6))
    name = network.carriers[0].name
    network.twists.setdefault(name, []).extend(partial(LIES[kind], network, dice) for kind in kinds)
    return ", ".join(kinds)


# --- memory sticks ----------------------------------------------------------------------------------------------------
def stick(network: Network, dice: Dice) -> str | None:
    """A bundle for somebody, on a stick that takes a while, may be read twice, and may fall into other hands."""
    return _send_stick(network, dice, dice.choice(("whole", "whole", "twice", "found")))


def damaged_stick(network: Network, dice: Dice) -> str | None:
    """A bundle of which the end is missing, or in which bits are flipped."""
    return _send_stick(network, dice, dice.choice(("cut", "flipped")))


def _send_stick(network: Network, dice: Dice, how: str) -> str | None:
    writer = network.an_honest(dice)
    others = [node for node in network.machines if node is not writer]
    if writer is None or not others:
        return None
    reader = dice.choice(others)
    data = bundle_of(writer, network.space, reader, is_whole=dice.random() < 0.5)
    if how == "cut":
        data = data[: dice.randrange(len(data))]
    for _ in range(dice.randint(1, 3) if how == "flipped" else 0):
        place = dice.randrange(len(data))
        data = data[:place] + bytes([data[place] ^ 1 << dice.randrange(8)]) + data[place + 1 :]
    finders = [node for node in others if node is not reader]
    if how == "found" and finders:
        reader = dice.choice(finders)
    network.at(network.time + dice.uniform(0, 15), partial(_read_stick, network, reader, data, how))
    return f"{writer.name} to {reader.name}, {how}, {len(data)} bytes"


def _read_stick(network: Network, reader: SimNode, data: bytes, how: str) -> None:
    if reader not in network.machines:
        return
    try:
        for _ in range(2 if how == "twice" else 1):
            read_bundle(reader, data)
    except NotForUs:
        assert network.is_misled or how in {"found", "cut", "flipped"}, (
            f"a whole bundle for {reader.name} does not open"
        )
    except REFUSALS as error:
        network.note("stick", f"{reader.name} stops reading: {type(error).__name__}")
    else:
        assert how != "found", f"{reader.name} opens a bundle for somebody else"
    network.push(reader)


# --- joining by files -------------------------------------------------------------------------------------------------
def join_by_file(network: Network, dice: Dice) -> str | None:
    """A guest asks in a file and gets a bundle in answer; each takes a while."""
    host = network.an_honest(dice, steward=True)
    if not network.guests or host is None:
        return None
    held, role = network.held(host), dice.choice(GUEST_ROLES)
    group = held.view.group_of(held.device)
    made = invite(host.node, held, role=role, group=group, addresses=(), expires=NOW + 1, needs_words=False)
    invitation = host.run(made)
    guest = network.guests.pop(0)
    asked = guest.run(ask_by_file(guest.node, invitation, NOW))
    ticket = guest.run(ticket_for(guest.node, invitation))
    times = sorted(network.time + dice.uniform(0, 15) for _ in range(2))
    network.at(times[0], partial(_answer_file, network, host, guest, asked, ticket, times[1]))
    return f"{guest.name}, {role.name.lower()}, by {host.name}"


def _answer_file(network: Network, host: SimNode, guest: SimNode, asked: bytes, ticket: Ticket, when: float) -> None:
    if host not in network.inside:
        return
    try:
        data, _ = emitted(host, answer_by_file(host.node, asked, NOW))
    except REFUSALS as error:
        network.note("join by file", f"{host.name} refused: {type(error).__name__}")
        return
    network.push(host)
    network.at(when, partial(_enter, network, guest, data, ticket))


def _enter(network: Network, guest: SimNode, data: bytes, ticket: Ticket) -> None:
    try:
        joined = read_bundle(guest, data, ticket).joined
    except REFUSALS as error:
        network.note("join by file", f"{guest.name} refused: {type(error).__name__}")
        return
    assert joined is not None, f"{guest.name} read a whole answer and is not in"
    network.inside.append(guest)
    network.note("join by file", f"{guest.name} is in")


# --- recovery keys ----------------------------------------------------------------------------------------------------
def recover(network: Network, dice: Dice) -> str | None:
    """A steward proposes, and who has the recovery key signs with it: for this people agree by telephone.

    So nobody proposes anything else in its place: two certificates signed by recovery keys freeze a space.
    """
    proposer, holder = network.an_honest(dice, steward=True), network.nodes[0]
    key = _recovery_key(network, holder)
    if proposer is None or key is None:
        return None
    head = network.held(proposer).view.roster.head
    heads = {network.held(node).view.roster.head.version for node in network.honest}
    pending = {item.id for node in network.honest for item in proposals(network.held(node))} & network.approved
    if pending or max(heads) > head.version or head.id in network.agreed:
        return None
    suspect = network.a_traitor(dice)
    wish: Wish = Decide(votes_verified=dice.randint(1, 3))
    if suspect is not None and suspect.node.device not in head.expelled and dice.random() < 0.7:
        wish = Expel((suspect.node.device,))
    told, id = propose_to_all(network, proposer, wish)
    network.agreed.add(head.id)
    for wait in (0.0, 5.0, 12.0, 25.0):
        network.at(network.time + wait, partial(_sign_to_recover, network, holder, id, key))
    return told


def _recovery_key(network: Network, holder: SimNode) -> SigningKey | None:
    if holder not in network.inside:
        return None
    try:
        return SigningKey(decode_text(RECOVERY_PREFIX, holder.run(read_recovery_key(network.held(holder)))))
    except NotFound:
        return None


def _sign_to_recover(network: Network, holder: SimNode, id: Head, key: SigningKey) -> None:
    if holder not in network.inside or id not in {item.id for item in proposals(network.held(holder))}:
        return
    try:
        decided = holder.run(sign_to_recover(network.held(holder), id, key))
    except REFUSALS as error:
        network.note("recovery key", f"{holder.name} refused: {type(error).__name__}")
        return
    network.push(holder)
    network.note("recovery key", f"{holder.name} signs, in force: {decided.is_certificate}")


# --- erased homes -----------------------------------------------------------------------------------------------------
def panic(network: Network, dice: Dice) -> str | None:
    """Somebody erases a home in danger, and is let in anew with another device; the old one may be expelled."""
    host, node = network.an_honest(dice, steward=True), network.an_honest(dice)
    if host is None or node is None or node is host or node is network.nodes[0]:
        return None
    fresh = SimNode(f"{node.name} anew", steady_random(f"{network.plan.seed} {node.name} anew"))
    join(fresh, host, network.space, dice.choice(GUEST_ROLES))
    network.drop_links_of(node)
    network.inside[network.inside.index(node)] = fresh
    network.nodes.append(fresh)
    network.marks.pop(node.name, None)
    others = set().union(*(other.store.entries() for other in network.honest))
    network.gone |= node.store.entries().keys() - others
    if dice.random() < 0.5:
        network.at(network.time + dice.uniform(0, 15), partial(_expel, network, host, node.node.device))
    return f"{node.name}, let in by {host.name}"


def _expel(network: Network, host: SimNode, device: Device) -> None:
    try:
        if host in network.inside:
            propose_to_all(network, host, Expel((device,)))
    except REFUSALS as error:
        network.note("expel the erased", f"{host.name} refused: {type(error).__name__}")


ERRANDS: dict[str, Deed] = {
    "met at a carrier": carrier,
    "lying carrier": lying_carrier,
    "bundle by stick": stick,
    "damaged bundle": damaged_stick,
    "joined by files": join_by_file,
    "signed with a recovery key": recover,
    "home erased, joined anew": panic,
}
