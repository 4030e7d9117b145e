"""What honest people do in a run: edit, call, let others in, sign, suspend, expel, erase."""

from __future__ import annotations

from random import Random as Dice

from node.crdt.grants import Role
from node.crdt.ids import Head
from node.crdt.suspension import Reason
from node.service.deciding import proposals, propose, sign_proposal, suspend
from node.service.errors import Refused
from node.service.rebuilding import refresh
from node.service.records import (
    add_record,
    attest,
    delete_values,
    dispute,
    hide,
    set_values,
    unhide,
    withhold,
)
from node.service.tending import announce_epoch, tend
from node.service.wishes import Decide, Erase, Expel, Seat, Settle, Unseat, Wish
from tests.sim.network import REFUSALS, Deed, Network
from tests.sim.nodes import SimNode, join

PATHS = ("names/n1/text", "names/n2/text", "note")


def edit(network: Network, dice: Dice) -> str | None:
    """Somebody writes about a record, new or held."""
    author = network.an_honest(dice)
    if author is None:
        return None
    held, path = network.held(author), dice.choice(PATHS)
    text = f"TEST-{dice.randint(0, 3)}"
    known = [record for record in network.records if (network.space, record) in author.store.rows()]
    if not known or dice.random() < 0.3:
        kind = dice.choice(("person", "person", "guide"))
        values = {path: text} if kind == "person" else {"note": text}
        record = author.run(add_record(held, kind, values, now=author.now))
        network.records.append(record)
        told = f"{author.name} adds {kind} {record.hex()[:8]}"
    else:
        record = dice.choice(known)
        name, step = dice.choice(EDITS)
        author.run(step(held, record, path, text, author))
        told = f"{author.name} {name} {record.hex()[:8]} {path}"
    network.push(author)
    return told


EDITS = (
    *(("sets", lambda held, record, path, text, who: set_values(held, record, {path: text}, now=who.now)),) * 5,
    ("deletes", lambda held, record, path, _, who: delete_values(held, record, [path], now=who.now)),
    ("attests", lambda held, record, path, _, who: attest(held, record, [path], now=who.now, step="document")),
    ("disputes", lambda held, record, path, _, who: dispute(held, record, [path], now=who.now, step="refuted")),
    ("withholds", lambda held, record, *_: withhold(held, record, reason="wish")),
    ("hides", lambda held, record, *_: hide(held, record)),
    ("unhides", lambda held, record, *_: unhide(held, record)),
)


def call(network: Network, dice: Dice) -> str | None:
    """Somebody calls somebody, traitors too."""
    one, other = dice.sample(network.inside, 2)
    return f"{one.name} calls {other.name}" if network.connect(one, other) else None


def join_guest(network: Network, dice: Dice) -> str | None:
    """A guest is let in by a steward."""
    host = network.an_honest(dice, steward=True)
    if not network.guests or host is None:
        return None
    role = dice.choice((Role.READER, Role.CONTRIBUTOR, Role.VERIFIER))
    guest = network.guests[0]
    join(guest, host, network.space, role)
    network.inside.append(network.guests.pop(0))
    return f"{guest.name}, {role.name.lower()}, by {host.name}"


def sign(network: Network, dice: Dice) -> str | None:
    """An honest steward signs what honest stewards proposed, as far as it heard of it."""
    steward = network.an_honest(dice)
    assert steward is not None
    held = network.held(steward)
    waiting = [item for item in proposals(held) if item.id in network.approved and not item.is_signed_here]
    if not waiting:
        return None
    decided = steward.run(sign_proposal(held, waiting[0].id))
    network.push(steward)
    return f"{steward.name}, {decided.signed} of {decided.needed}"


def tend_node(network: Network, dice: Dice) -> str | None:
    """A node does what is due."""
    node = network.an_honest(dice)
    assert node is not None
    node.run(tend(network.held(node)))
    network.push(node)
    return node.name


def refresh_node(network: Network, dice: Dice) -> str | None:
    """A node replays what is out of date."""
    node = network.an_honest(dice)
    assert node is not None
    node.run(refresh(network.held(node), lambda _: None))
    return node.name


def rotate(network: Network, dice: Dice) -> str | None:
    """A steward announces a new key."""
    steward = network.an_honest(dice, steward=True)
    if steward is None or network.held(steward).role is not Role.STEWARD:
        return None
    steward.run(announce_epoch(network.held(steward)))
    network.push(steward)
    return steward.name


def suspend_traitor(network: Network, dice: Dice) -> str | None:
    """A steward rests a device that it takes for seized, rightly or not."""
    steward = network.an_honest(dice, steward=True)
    others = [node for node in network.inside if node is not steward]
    suspects = [node for node in others if node.name in network.traitors] or others
    if steward is None:
        return None
    suspect = dice.choice(suspects)
    steward.run(suspend(network.held(steward), suspect.node.device, Reason.SEIZED))
    network.push(steward)
    return f"{suspect.name} by {steward.name}"


def _propose(network: Network, steward: SimNode | None, wish: Wish) -> str | None:
    return None if steward is None else propose_to_all(network, steward, wish)[0]


def propose_to_all(network: Network, steward: SimNode, wish: Wish) -> tuple[str, Head]:
    """Let a steward propose, and the others sign when they hear of it; return what happened and its id.

    Nobody proposes in place of what people agreed on by telephone. Raises: one of REFUSALS.
    """
    if network.held(steward).view.roster.head.id in network.agreed:
        raise Refused("people agreed on something else; nothing was proposed")
    decided = steward.run(propose(network.held(steward), wish))
    network.approved.add(decided.id)
    network.push(steward)
    for wait in (3.0, 8.0, 15.0, 25.0):
        for node in network.honest:
            network.at(network.time + wait, lambda node=node: _sign_if_asked(network, node))
    return f"{steward.name}, {decided.signed} of {decided.needed}", decided.id


def _sign_if_asked(network: Network, node: SimNode) -> None:
    if node not in network.inside:  # its home was erased since
        return
    dice = Dice(0)
    found = [item for item in proposals(network.held(node)) if item.id in network.approved]
    if any(not item.is_signed_here for item in found):
        only = network.inside
        try:
            network.inside = [node]
            told = sign(network, dice)
        except REFUSALS as error:
            told = f"{node.name} refused: {type(error).__name__}"
        finally:
            network.inside = only
        if told:
            network.note("sign", told)


def expel_traitor(network: Network, dice: Dice) -> str | None:
    """A steward proposes to expel a traitor; the others sign when they hear of it."""
    suspect = network.a_traitor(dice)
    if suspect is None:
        return None
    told = _propose(network, network.an_honest(dice, steward=True), Expel((suspect.node.device,)))
    return told and f"{suspect.name} by {told}"


def erase_record(network: Network, dice: Dice) -> str | None:
    """A steward proposes to erase a record for good."""
    if not network.records:
        return None
    record = dice.choice(network.records)
    told = _propose(network, network.an_honest(dice, steward=True), Erase({record: (dice.randbytes(16),)}))
    return told and f"{record.hex()[:8]} by {told}"


def decide_policy(network: Network, dice: Dice) -> str | None:
    """A steward proposes another policy."""
    return _propose(network, network.an_honest(dice, steward=True), Decide(votes_verified=dice.randint(1, 3)))


def seat_member(network: Network, dice: Dice) -> str | None:
    """A steward proposes another steward."""
    steward, other = network.an_honest(dice, steward=True), network.an_honest(dice)
    if steward is None or other is None or other is steward:
        return None
    view = network.held(steward).view
    group = view.group_of(steward.node.device)
    return _propose(network, steward, Seat(other.node.device, group)) if group else None


def unseat_steward(network: Network, dice: Dice) -> str | None:
    """A steward proposes that another one leaves its seat."""
    steward, other = network.an_honest(dice, steward=True), network.an_honest(dice, steward=True)
    if steward is None or other is None or other is steward:
        return None
    return _propose(network, steward, Unseat(other.node.device))


def settle_device(network: Network, dice: Dice) -> str | None:
    """A steward proposes that suspended devices count again."""
    steward = network.an_honest(dice, steward=True)
    if steward is None:
        return None
    resting = sorted(network.held(steward).view.membership.force.by_device)
    return _propose(network, steward, Settle(dice.choice(resting))) if resting else None


HOUSEWORK: dict[str, Deed] = {
    "edit": edit,
    "call": call,
    "join": join_guest,
    "sign": sign,
    "tend": tend_node,
    "refresh": refresh_node,
}
DECISIONS: dict[str, Deed] = {
    "device suspended": suspend_traitor,
    "traitor expelled": expel_traitor,
    "record erased": erase_record,
    "policy decided": decide_policy,
    "steward seated": seat_member,
    "steward unseated": unseat_steward,
    "suspension settled": settle_device,
    "key rotated": rotate,
}
