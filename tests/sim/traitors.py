"""What malicious members do: they hold real keys and write what their own program would refuse to write.

Each deed leaves behind what must not come of it: texts nobody had the right to write (`forbidden`), entries,
certificates and devices that no honest node may take (`refused`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from random import Random as Dice

from keys.signing import SigningKey
from node.crdt import changes
from node.crdt.bodies import (
    HIDE,
    Announcement,
    Attestation,
    Body,
    Grant,
    Hiding,
    Lifting,
    Put,
    RecordChange,
    Target,
    Witness,
)
from node.crdt.body_codec import encode_body
from node.crdt.certificate import CertificateBody, certify, encode_certificate_body, sign_body
from node.crdt.entry import Entry, Header, Payload, Pruned, decode_entry, sign_entry, slot_of
from node.crdt.errors import CrdtError
from node.crdt.ids import NO_RECORD, Device, EntryId, Group, Head, Kid, Log, Record
from node.crdt.limits import NUMBER_MAX
from node.crdt.logs import first_tip
from node.crdt.packet import Packet, PacketType
from node.crdt.passes import Pass, Prekey, sign_pass, sign_prekey
from node.crdt.payload import payload_key, seal_payload
from node.crdt.suspension import Suspension, sign_suspension
from node.crdt.vote import Vote
from node.service.admitting import admit_packed
from node.service.cutting import places_of
from node.service.deciding import suspend
from node.service.effects import Commit, StoredEntry
from node.service.errors import NoKey
from node.service.holdings import Member, encode_object, stored, type_of
from node.service.inviting import next_pass_number
from node.service.knowing import passes_of
from node.service.space import SpaceState, own_log_setting, write
from node.sync.messages import (
    Frontier,
    Lack,
    Message,
    Objects,
    Run,
    State,
    decode_message,
    encode_message,
)
from node.sync.runs import make_run
from tests.conftest import steady_random
from tests.property.mutation import changed_bytes, mutated, repacked
from tests.property.record_targets import PACKED, odd_change
from tests.sim.network import REFUSALS, Deed, End, Network
from tests.sim.nodes import SimNode

TRIES = 4  # of a deed that must wait for its moment
FORGED = "TEST-FORGED-"  # what nobody with a right writes


# --- writing what the own program refuses -----------------------------------------------------------------------------
def write_packed(
    network: Network,
    node: SimNode,
    drafts: Sequence[tuple[Record, bytes]],
    *,
    head: Head | None = None,
) -> Entry:
    """Write any bytes as an entry of a node's own log, sealed and signed as they should be."""
    held = network.held(node)
    pen = held.pen()
    header: Header = pen._header(pen.tip)
    header = replace(header, roster=head or header.roster)
    epoch = held.keys.epochs.get(header.kid)
    if epoch is None:
        raise NoKey
    payloads = tuple(
        Payload(
            record,
            seal_payload(payload_key(epoch, record), packed, context=header.context(index, record), random=node.random),
        )
        for index, (record, packed) in enumerate(drafts)
    )
    entry = sign_entry(replace(header, slots=tuple(slot_of(payload) for payload in payloads)), held.key)
    tip = pen.tip.after(entry) if pen.tip else first_tip(entry)
    node.run(_keep(held, entry, payloads, tip.device))
    held.tips[tip.log], held.own = tip, tip.log
    held.forget(record for record, _ in drafts)
    return entry


def _keep(held: SpaceState, entry: Entry, payloads: tuple[Payload, ...], device: Device):  # type: ignore[no-untyped-def]
    header = entry.header
    yield Commit(
        entries=(
            StoredEntry(
                space=header.space,
                log=header.log,
                seq=header.seq,
                id=entry.id,
                device=device,
                packed=entry.packed,
                payloads=payloads,
            ),
        ),
        dirty=tuple((header.space, payload.record) for payload in payloads if payload.record),
        settings=((own_log_setting(header.space), header.log),),
    )


def _say(network: Network, node: SimNode, *drafts: tuple[Record, Body]) -> None:
    node.run(write(network.held(node), drafts))
    network.push(node)


def _role_below(network: Network, node: SimNode, least: int) -> bool:
    role = network.held(node).role
    return role is None or role < least


def _change(network: Network, node: SimNode, text: str, deps: tuple[tuple[EntryId, int], ...] = ()) -> RecordChange:
    return RecordChange(deps=deps, time=node.now, source=None, ops=(Put("note", text),))


def _forged(network: Network) -> str:
    text = f"{FORGED}{len(network.forbidden)}"
    network.forbidden.append(text)
    return text


def _record(network: Network, dice: Dice) -> Record:
    return dice.choice(network.records) if network.records else Record(dice.randbytes(16))


def poisoned(network: Network, dice: Dice) -> str | None:
    """Payloads whose content no reader accepts: odd values, unknown fields, mutated bodies, deep nesting."""
    node = network.a_traitor(dice)
    if node is None:
        return None
    count = dice.randint(1, 4)
    for _ in range(count):
        body = odd_change(dice) if dice.random() < 0.5 else mutated(dice, PACKED)
        record = _record(network, dice) if dice.random() < 0.7 else NO_RECORD
        try:
            write_packed(network, node, [(record, body)])
        except CrdtError:  # too long even to seal
            continue
    network.push(node)
    return f"{count} by {node.name}"


def beyond_role(network: Network, dice: Dice) -> str | None:
    """A reader writes."""
    node = network.a_traitor(dice)
    if node is None or not _role_below(network, node, 2):
        return None
    _say(network, node, (_record(network, dice), _change(network, node, _forged(network))))
    return node.name


def badge_beyond_role(network: Network, dice: Dice) -> str | None:
    """A reader or contributor attests."""
    node = network.a_traitor(dice)
    if node is None or not network.records or not _role_below(network, node, 3):
        return None
    target = Target(change=(EntryId(dice.randbytes(32)), 0), path="note", value_hash=dice.randbytes(16))
    entries = list(node.store.entries().values())
    known = [(entry.id, index) for entry in entries for index, item in enumerate(entry.payloads) if item.record]
    targets = (replace(target, change=dice.choice(known)) if known else target,)
    body = Attestation(targets=targets, step="document", source=None, evidence=(), time=node.now)
    _say(network, node, (_record(network, dice), body))
    return node.name


def hiding_beyond_role(network: Network, dice: Dice) -> str | None:
    """Somebody hides, or lifts what a steward hid, without being one."""
    node = network.a_traitor(dice)
    if node is None or not _role_below(network, node, 4):
        return None
    record = _record(network, dice)
    named = tuple(item.id for item in network.held(node).hidings.get(record, ()))
    lifting = Lifting(record, named or ((EntryId(dice.randbytes(32)), 0),))
    hiding = Hiding(record=record, mode=HIDE, reason="wish")
    _say(network, node, (NO_RECORD, dice.choice((hiding, lifting))))
    return f"{node.name}, {record.hex()[:8]}"


def grant_without_seat(network: Network, dice: Dice) -> str | None:
    """Somebody who is no steward admits a device."""
    node = network.a_traitor(dice)
    if node is None or not _role_below(network, node, 4):
        return None
    _say(network, node, (NO_RECORD, _grant(network, node, dice, None)))
    return node.name


def grant_into_nothing(network: Network, dice: Dice) -> str | None:
    """A steward admits a device into a group that it invented, or as more than a grant gives."""
    node = network.a_traitor(dice, steward=True)
    if node is None:
        return None
    group, role = dice.choice(((Group(dice.randbytes(16)), 3), (None, 4)))
    _say(network, node, (NO_RECORD, replace(_grant(network, node, dice, group), role=role)))
    return node.name


def _grant(network: Network, node: SimNode, dice: Dice, group: Group | None) -> Grant:
    device = Device(SigningKey(dice.randbytes(32)).public)
    network.strangers.add(device)
    return Grant(device=device, role=3, group=group, pseudonym="TEST-stranger", invitation=None, scope=())


def mass_admission(network: Network, dice: Dice) -> str | None:
    """A steward admits devices by the dozen: valid, and one certificate takes it back."""
    node = network.a_traitor(dice, steward=True)
    if node is None:
        return None
    grants = [replace(_grant(network, node, dice, None), invitation=b"i" * 16) for _ in range(12)]
    network.strangers -= {grant.device for grant in grants}
    _say(network, node, *((NO_RECORD, grant) for grant in grants))
    return node.name


def false_witness(network: Network, dice: Dice) -> str | None:
    """A witness of entries that are not."""
    node = network.a_traitor(dice)
    if node is None:
        return None
    logs = sorted(network.held(node).tips)
    seen = tuple((log, dice.randint(0, 2**40), EntryId(dice.randbytes(32))) for log in logs[:3])
    _say(network, node, (NO_RECORD, Witness((*seen, (Log(dice.randbytes(16)), 7, EntryId(dice.randbytes(32)))))))
    return node.name


def endless_dependency(network: Network, dice: Dice) -> str | None:
    """Changes that depend on entries nobody ever wrote."""
    node = network.a_traitor(dice)
    if node is None:
        return None
    text = _forged(network)
    for _ in range(dice.randint(1, 3)):
        deps = ((EntryId(dice.randbytes(32)), dice.randint(0, 63)),)
        _say(network, node, (_record(network, dice), _change(network, node, text, deps)))
    return node.name


def epoch_without_seat(network: Network, dice: Dice) -> str | None:
    """Somebody who is no steward announces a key that replaces all others."""
    node = network.a_traitor(dice)
    if node is None or not _role_below(network, node, 4):
        return None
    _say(network, node, (NO_RECORD, _announcement(network, node, dice)))
    return node.name


def withheld_key(network: Network, dice: Dice) -> str | None:
    """A steward announces a key and gives it to nobody: edits wait, nothing is lost."""
    node = network.a_traitor(dice, steward=True)
    if node is None:
        return None
    _say(network, node, (NO_RECORD, _announcement(network, node, dice)))
    return node.name


def _announcement(network: Network, node: SimNode, dice: Dice) -> Announcement:
    held = network.held(node)
    kid, head = Kid(dice.randbytes(32)), held.view.roster.head.id
    rests = tuple(sorted(held.view.membership.force.by_id))
    return Announcement(kid=kid, replaced=tuple(sorted(held.view.epochs.unreplaced)), head=head, suspensions=rests)


# --- entries that reach others another way ----------------------------------------------------------------------------
def by_stick(network: Network, dice: Dice, *, last: int = 2**40) -> str | None:
    """Entries of a traitor's log on a memory stick, whatever the space thinks of the traitor."""
    node, reader = network.a_traitor(dice), network.an_honest(dice)
    if node is None or reader is None:
        return None
    return _carry(network, node, reader, last)


def _carry(network: Network, node: SimNode, reader: SimNode, last: int = 2**40) -> str:
    own = network.held(node).own
    entries = node.store.log(own)[-last:] if own else ()
    reader.run(admit_packed(network.held(reader), [(item.packed, item.payloads, item.device) for item in entries]))
    network.push(reader)
    return f"{len(entries)} entries of {node.name} to {reader.name}"


def gap(network: Network, dice: Dice) -> str | None:
    """The end of a log without its beginning: it waits outside the log."""
    node = network.a_traitor(dice)
    if node is None:
        return None
    for _ in range(3):
        _say(network, node, (_record(network, dice), _change(network, node, f"TEST-{dice.randint(0, 3)}")))
    return by_stick(network, dice, last=1)


def _write_on(kind: str, network: Network, dice: Dice, tries: int = TRIES) -> str | None:
    """An expelled or suspended device writes on, names a roster of before, and hands it to somebody."""
    found = [
        (node, reader)
        for reader in network.honest
        for node in network.inside
        if node.name in network.traitors and _is_out(network, reader, node, kind)
    ]
    if not found:
        if tries and network.traitors:
            network.at(network.time + 12, partial(_retry, kind, network, dice, tries - 1))
        return None
    node, reader = dice.choice(found)
    chain = network.held(node).view.roster.chain
    draft = (_record(network, dice), encode_body(_change(network, node, _forged(network))))
    write_packed(network, node, [draft], head=dice.choice(chain).id if dice.random() < 0.5 else None)
    return _carry(network, node, reader)


def _retry(kind: str, network: Network, dice: Dice, tries: int) -> None:
    try:
        told = _write_on(kind, network, dice, tries)
    except REFUSALS:
        return
    if told:
        network.counts[f"{kind} device writes on"] += 1
        network.note(f"{kind} device writes on", told)


def _is_out(network: Network, reader: SimNode, node: SimNode, kind: str) -> bool:
    view = network.held(reader).view
    device = node.node.device
    is_expelled = device in view.roster.head.expelled
    return is_expelled if kind == "expelled" else device in view.membership.force.by_device and not is_expelled


# --- membership objects -----------------------------------------------------------------------------------------------
def _inject(network: Network, node: SimNode, *items: Member) -> None:
    """Send objects over the next line on which this traitor speaks, beside what its program says."""
    packed = tuple((type_of(item).value, encode_object(item)) for item in items)
    _twist(network, node, lambda end, said: [*said, *_bulk(end, Objects(space=0, items=packed))])


def _victim(network: Network, dice: Dice) -> Device:
    return dice.choice(network.honest).node.device


def _evil_body(network: Network, node: SimNode, dice: Dice) -> CertificateBody:
    """Return a body that expels somebody honest, erases everything, or seats a stranger."""
    held = network.held(node)
    body = changes.successor(held.view.roster.head)
    match dice.randrange(3):
        case 0:
            return changes.expel(body, _victim(network, dice), ())
        case 1:
            for record in network.records[:8] or [_record(network, dice)]:
                body = changes.erase(body, (record, (dice.randbytes(16),)))
            return body
        case _:
            stranger = Device(SigningKey(dice.randbytes(32)).public)
            network.strangers.add(stranger)
            return changes.add_steward(body, stranger, body.groups[0])


def below_quorum(network: Network, dice: Dice) -> str | None:
    """A certificate with too few signatures, one key's counted twice."""
    node = network.a_traitor(dice)
    if node is None:
        return None
    packed = encode_certificate_body(_evil_body(network, node, dice))
    signatures = [sign_body(packed, node.node.key), sign_body(packed, SigningKey(dice.randbytes(32)))]
    item = certify(packed, signatures)
    network.refused_heads.add(item.id)
    _inject(network, node, item)
    return node.name


def _vote(network: Network, node: SimNode, dice: Dice) -> Vote:
    body = _evil_body(network, node, dice)
    packed = encode_certificate_body(body)
    signer, signature = sign_body(packed, node.node.key)
    vote = Vote(space=network.space, head=Head(body.parent), signer=signer, packed_body=packed, signature=signature)
    network.refused_heads.add(vote.proposal)
    return vote


def double_vote(network: Network, dice: Dice) -> str | None:
    """A steward signs several bodies that follow one certificate."""
    node = network.a_traitor(dice, steward=True)
    if node is None:
        return None
    votes = [_vote(network, node, dice) for _ in range(3)]
    for vote in votes:
        node.run(_plant(network.held(node), vote))
    network.push(node)
    _inject(network, node, *votes)
    return node.name


def vote_without_seat(network: Network, dice: Dice) -> str | None:
    """Somebody who is no steward votes."""
    node = network.a_traitor(dice)
    if node is None or not _role_below(network, node, 4):
        return None
    _inject(network, node, _vote(network, node, dice))
    return node.name


def _plant(held: SpaceState, item: Member):  # type: ignore[no-untyped-def]
    yield Commit(objects=(stored(held.space, item),))
    held.holdings.add(item)


def suspends_all(network: Network, dice: Dice) -> str | None:
    """A steward suspends whom it can."""
    node = network.a_traitor(dice, steward=True)
    if node is None:
        return None
    held, done = network.held(node), 0
    for other in dice.sample(network.inside, len(network.inside)):
        try:
            node.run(suspend(held, other.node.device))
            done += 1
        except REFUSALS:  # its program does not help it further
            continue
    network.push(node)
    return f"{done} devices by {node.name}" if done else None


def one_slot(network: Network, dice: Dice) -> str | None:
    """A steward signs several suspensions for one slot."""
    node = network.a_traitor(dice, steward=True)
    if node is None:
        return None
    _inject(network, node, *(_suspension(network, node, dice) for _ in range(4)))
    return node.name


def suspends_without_seat(network: Network, dice: Dice) -> str | None:
    """Somebody who is no steward suspends."""
    node = network.a_traitor(dice)
    if node is None or not _role_below(network, node, 4):
        return None
    _inject(network, node, _suspension(network, node, dice))
    return node.name


def _suspension(network: Network, node: SimNode, dice: Dice) -> Suspension:
    held, victim = network.held(node), _victim(network, dice)
    unsigned = Suspension(
        space=network.space,
        head=held.view.roster.head.id,
        steward=node.node.device,
        slot=dice.randint(0, 7),
        device=victim,
        frontier=places_of(held, victim, node.node.device) if dice.random() < 0.5 else (),
    )
    return sign_suspension(unsigned, node.node.key)


def pass_without_seat(network: Network, dice: Dice) -> str | None:
    """Somebody who is no steward signs a pass for a stranger."""
    node = network.a_traitor(dice)
    if node is None or not _role_below(network, node, 4):
        return None
    device = Device(SigningKey(dice.randbytes(32)).public)
    network.strangers.add(device)
    unsigned = Pass(
        space=network.space,
        head=network.held(node).view.roster.head.id,
        device=device,
        channel_key=dice.randbytes(32),
        bundle_key=dice.randbytes(32),
        number=next_pass_number(network.held(node), device),
        steward=node.node.device,
    )
    _inject(network, node, sign_pass(unsigned, node.node.key))
    return node.name


def highest_pass(network: Network, dice: Dice) -> str | None:
    """A steward signs a pass of the highest number there is for somebody who has one, under the same keys."""
    node, device = network.a_traitor(dice, steward=True), _victim(network, dice)
    if node is None or (given := passes_of(network.held(node)).get(device)) is None:
        return None
    head = network.held(node).view.roster.head.id
    unsigned = replace(given, head=head, number=NUMBER_MAX, steward=node.node.device)
    _inject(network, node, sign_pass(unsigned, node.node.key))
    return node.name


def false_keys(network: Network, dice: Dice) -> str | None:
    """A steward signs passes for everybody, of the highest number, under keys that nobody has."""
    node = network.a_traitor(dice, steward=True)
    if node is None:
        return None
    head = network.held(node).view.roster.head.id
    for _, given in sorted(passes_of(network.held(node)).items()):
        keys = {"channel_key": dice.randbytes(32), "bundle_key": dice.randbytes(32)}
        unsigned = replace(given, head=head, number=NUMBER_MAX, steward=node.node.device, **keys)
        _inject(network, node, sign_pass(unsigned, node.node.key))
    network.is_misled = True
    return node.name


def odd_prekeys(network: Network, dice: Dice) -> str | None:
    """Prekeys of one number, of a key that is no point, with the highest number there is."""
    node = network.a_traitor(dice)
    if node is None:
        return None
    made = [
        sign_prekey(
            Prekey(space=network.space, device=node.node.device, number=number, key=key),
            node.node.key,
        )
        for number, key in (
            (5, dice.randbytes(32)),
            (5, dice.randbytes(32)),
            (6, bytes(32)),
            (2**31, b"\1" + bytes(31)),
        )
    ]
    _inject(network, node, *made)
    return node.name


def garbage_packet(network: Network, dice: Dice) -> str | None:
    """A key packet of nothing, for somebody who waits for that key."""
    node, victim = network.a_traitor(dice), network.an_honest(dice)
    if node is None or victim is None:
        return None
    held = network.held(node)
    prekey = held.holdings.prekeys.get(victim.node.device)
    kids = sorted(held.view.epochs.announced)
    if prekey is None or not kids:
        return None
    packet = Packet(
        type=PacketType.EPOCH,
        space=network.space,
        device=victim.node.device,
        prekey=prekey.id,
        kid=dice.choice(kids),
        sealed=dice.randbytes(140),
    )
    _inject(network, node, packet)
    return f"{node.name} to {victim.name}"


# --- lies on the line -------------------------------------------------------------------------------------------------
def _twist(network: Network, node: SimNode, twist: Callable[[End, list[bytes]], list[bytes]]) -> None:
    network.twists.setdefault(node.name, []).append(twist)


def _bulk(end: End, message: Objects | Run) -> list[bytes]:
    assert end.talk is not None
    return [end.talk.session.bulk(message)] if end.talk.session.may_send else []


def _lie(kind: str, network: Network, dice: Dice) -> str | None:
    """Change the next messages of a traitor."""
    node = network.a_traitor(dice)
    if node is None:
        return None
    for _ in range(dice.randint(1, 6)):
        _twist(network, node, partial(LIES[kind], network, dice))
    return node.name


def _each(change: Callable[[Message], Message | None], said: list[bytes]) -> list[bytes]:
    changed = (change(decode_message(body)) for body in said)
    return [encode_message(message) for message in changed if message is not None]


def _withhold(network: Network, dice: Dice, end: End, said: list[bytes]) -> list[bytes]:
    return _each(lambda message: None if isinstance(message, Run) else message, said)


def _frontier(network: Network, dice: Dice, end: End, said: list[bytes]) -> list[bytes]:
    logs = sorted({log for node in network.inside for log in network.held(node).tips})
    told = tuple((log, dice.choice((0, 3, 2**40)), dice.randbytes(16)) for log in logs)
    lie = Frontier(space=0, logs=told, objects=())

    def change(message: Message) -> Message:
        return lie if isinstance(message, Frontier) else message

    return _each(change, said)


def _state(network: Network, dice: Dice, end: End, said: list[bytes]) -> list[bytes]:
    wants = tuple(sorted(Kid(dice.randbytes(32)) for _ in range(5)))
    lie = State(space=0, digest=dice.randbytes(32), wants=wants, sent=dice.randint(0, 9), taken=dice.randint(0, 9))
    return [*said, encode_message(dice.choice((lie, Lack(0, wants))))]


def _garbage(network: Network, dice: Dice, end: End, said: list[bytes]) -> list[bytes]:
    return [*said, dice.randbytes(dice.randint(1, 200))]


def _mutated(network: Network, dice: Dice, end: End, said: list[bytes]) -> list[bytes]:
    place = dice.randrange(len(said))
    change = dice.choice((repacked, changed_bytes))
    body = change(dice, said[place]) or b"\0"
    return [*said[:place], body, *said[place + 1 :]]


def _silence(network: Network, dice: Dice, end: End, said: list[bytes]) -> list[bytes]:
    return []


def _doubled(network: Network, dice: Dice, end: End, said: list[bytes]) -> list[bytes]:
    return said + said


def _altered(network: Network, dice: Dice, end: End, said: list[bytes]) -> list[bytes]:
    def change(message: Message) -> Message:
        if not isinstance(message, Run):
            return message
        item = message.items[0]
        payload = item.payloads[0]
        if isinstance(payload, Pruned):
            return replace(message, items=(replace(item, signature=bytes(64)), *message.items[1:]))
        other = replace(payload, ciphertext=payload.ciphertext[:-1] + bytes([payload.ciphertext[-1] ^ 1]))
        return replace(message, items=(replace(item, payloads=(other, *item.payloads[1:])), *message.items[1:]))

    return _each(change, said)


LIES: dict[str, Callable[[Network, Dice, End, list[bytes]], list[bytes]]] = {
    "withheld tail": _withhold,
    "lying frontier": _frontier,
    "lying state": _state,
    "garbage message": _garbage,
    "mutated message": _mutated,
    "silent line": _silence,
    "doubled messages": _doubled,
    "altered payload": _altered,
}


def stolen_name(network: Network, dice: Dice) -> str | None:
    """An entry in the log of somebody else, signed by the traitor's key."""
    node, victim = network.a_traitor(dice), network.an_honest(dice)
    if node is None or victim is None:
        return None
    own = network.held(victim).own
    if own is None:
        return None
    last = decode_entry(victim.store.log(own)[-1].packed)
    payload = Payload(_record(network, dice), dice.randbytes(128))
    header = replace(last.header, seq=last.header.seq + 1, prev=last.id, slots=(slot_of(payload),))
    entry = sign_entry(header, node.node.key)
    network.refused_entries.add(entry.id)
    run = make_run(0, [(entry, (payload,))], victim.node.device)
    _twist(network, node, lambda end, said: [*said, *_bulk(end, run)])
    return f"{node.name} as {victim.name}"


def replayed_entry(network: Network, dice: Dice) -> str | None:
    """An entry of somebody else played again under another log, number or author."""
    node, victim = network.a_traitor(dice), network.an_honest(dice)
    if node is None or victim is None or not network.held(victim).own:
        return None
    own = network.held(victim).own
    assert own is not None
    item = dice.choice(victim.store.log(own))
    run = make_run(0, [(decode_entry(item.packed), item.payloads)], item.device)
    changed = dice.choice(
        (
            replace(run, log=Log(dice.randbytes(16)), first=1, prev=EntryId(dice.randbytes(32))),
            replace(run, first=run.first + 1, prev=item.id),
            replace(run, device=node.node.device, first=run.first + 7, prev=item.id),
        )
    )
    _twist(network, node, lambda end, said: [*said, *_bulk(end, changed)])
    return f"{node.name}, an entry of {victim.name}"


# --- forks ------------------------------------------------------------------------------------------------------------
def forked_log(network: Network, dice: Dice) -> str | None:
    """A second machine with the keys and the disk of a traitor: both write on in one log and show it to others."""
    node, reader = network.a_traitor(dice), network.an_honest(dice)
    if node is None or reader is None:
        return None
    _say(network, node, (_record(network, dice), _change(network, node, "TEST-trunk")))
    twin = SimNode(node.name, steady_random(f"{network.plan.seed} twin {len(network.twins)}"), store=node.store.twin())
    network.twins.append(twin)
    for machine, text in ((node, "TEST-one"), (twin, "TEST-other")):
        for _ in range(dice.randint(1, 3)):
            change = _change(network, machine, text)
            machine.run(write(network.held(machine), [(_record(network, dice), change)]))
    network.push(node)
    return _carry(network, twin, reader)


def fork_storm(network: Network, dice: Dice) -> str | None:
    """Six branches at one place, each shown to somebody else."""
    node = network.a_traitor(dice)
    if node is None:
        return None
    _say(network, node, (_record(network, dice), _change(network, node, "TEST-trunk")))
    base = node.store.twin()
    for number in range(6):
        twin = SimNode(node.name, steady_random(f"{network.plan.seed} storm {number}"), store=base.twin())
        reader = network.an_honest(dice)
        assert reader is not None
        change = _change(network, twin, f"TEST-branch {number}")
        twin.run(write(network.held(twin), [(_record(network, dice), change)]))
        _carry(network, twin, reader)
    return node.name


TREASONS: dict[str, Deed] = {
    "poisoned payload": poisoned,
    "reader writes": beyond_role,
    "attestation beyond role": badge_beyond_role,
    "hiding beyond role": hiding_beyond_role,
    "grant without seat": grant_without_seat,
    "grant into nothing": grant_into_nothing,
    "mass admission": mass_admission,
    "false witness": false_witness,
    "dependency on nothing": endless_dependency,
    "epoch without seat": epoch_without_seat,
    "withheld key": withheld_key,
    "entries by stick": by_stick,
    "entries with a gap": gap,
    "expelled device writes on": partial(_write_on, "expelled"),
    "suspended device writes on": partial(_write_on, "suspended"),
    "certificate below quorum": below_quorum,
    "several votes of one steward": double_vote,
    "vote without seat": vote_without_seat,
    "steward suspends everybody": suspends_all,
    "several suspensions in a slot": one_slot,
    "suspension without seat": suspends_without_seat,
    "pass without seat": pass_without_seat,
    "odd prekeys": odd_prekeys,
    "garbage key packet": garbage_packet,
    "entry in a stolen name": stolen_name,
    "replayed entry": replayed_entry,
    **{kind: partial(_lie, kind) for kind in LIES},
}
FORKS: dict[str, Deed] = {"forked log": forked_log, "storm of forks": fork_storm}
LATER: dict[str, Deed] = {"pass of the highest number": highest_pass, "passes with false keys": false_keys}
