"""What must hold after a run, whatever went wrong in it.

L1  Liveness: once faults have ended, all honest nodes that may talk hold the same within ROUNDS_MAX rounds.
S1  No divergence: equal digests, equal state hashes, equal rows; the same again from disk, replayed from nothing.
S2  Every replica shows what the reference model says of the objects it holds, itself written otherwise.
S3  No unauthorised fact: no forged text, entry, certificate or device has any effect on an honest node.
S4  No resurrected record: no node that knows of an erasure holds or shows anything of that record.
S5  No acknowledged loss: what an honest person was told is saved, every honest node in good standing holds.
S6  No nonce over two texts.
S7  Nothing asked of a store that does not fit there.
S8  No name, text or data key on a carrier, which holds all that the members hold.
S9  What stayed behind is counted; what is no file is doubted; once everybody keeps every file, everybody has the bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from keys.limits import NONCE_BYTES
from node.crdt.certificate import decode_certificate, endorse
from node.crdt.entry import Payload, decode_entry
from node.crdt.passes import decode_pass
from node.crdt.suspension import decode_suspension
from node.ledger.judge import Judge
from node.service.checking import verify_all
from node.service.deferring import wanted_entries
from node.service.effects import ObjectType, StoredEntry
from node.service.frontier import digest_of
from node.service.knowing import passes_of
from node.service.rebuilding import rebuild, refresh
from node.service.space import load_record, project_record
from node.service.unsealing import missing_kids
from node.sync.channel import Channel
from node.sync.errors import ProtocolError
from node.sync.runs import may_be_deferred
from tests.sim.faults import update
from tests.sim.network import End, Network, conversation
from tests.sim.nodes import SimNode, open_known, shown_by
from tests.sim.picturing import check_behind, open_all
from tests.sim.reference import Meaning, meaning
from tests.sim.traitors import FORGED

ROUNDS_MAX = 10  # rounds of a ring in a new order each time; runs take up to ROUNDS_SEEN, see docs/TESTING
MESSAGES_MAX = 4_000  # of one conversation without faults


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run that held: how many rounds it took, and how many nodes came to hold the same."""

    rounds: int
    alike: int


def judge(network: Network) -> Outcome:
    """End all faults, let everybody talk, check everything. Raises: AssertionError."""
    heal(network)
    rounds = settle(network)
    alike = standing(network)
    check_alike(network, alike)
    for node in [*network.honest, *network.carriers]:
        check_behind(network, node)
    open_all(network, alike)
    rounds += settle(network)
    check_alike(network, alike)
    for node in network.honest:
        assert not node.misfits, f"S7: {node.name} asked its store for what does not fit"
        check_refused(network, node)
        check_erased(network, node)
    for node in _different(network, network.honest):
        check_meaning(network, node)
    for node in network.carriers:
        check_carrier(network, node)
    check_acknowledged(network, alike)
    check_nonces(network)
    if alike:
        check_from_disk(network, network.plan.dice("rebuilt").choice(alike))
    return Outcome(rounds, len(alike))


# --- L1 ---------------------------------------------------------------------------------------------------------------
def heal(network: Network) -> None:
    """Let all faults end: lines, disks and programs; clocks stay as wrong as they are."""
    network.cut.clear()
    network.spoils.clear()
    for link in network.links:
        link.is_alive = False
    for node in network.machines:
        node.refuses.clear()
        update(network, node)


def settle(network: Network) -> int:
    """Let honest nodes talk round after round until they are alike; return how many rounds. Raises: AssertionError."""
    for number in range(ROUNDS_MAX):
        nodes = [*network.honest, *network.carriers]
        ring = network.plan.dice("round", number).sample(nodes, len(nodes))
        for place, node in enumerate(ring):
            if node is not ring[place - 1]:
                talk(network, ring[place - 1], node)
        if is_converged(network):
            return number + 1
    told = {node.name: digest_of(network.held(node)).hex()[:8] for node in (*network.honest, *network.carriers)}
    raise AssertionError(f"L1: not alike after {ROUNDS_MAX} rounds: {told}")


def talk(network: Network, one: SimNode, other: SimNode) -> None:
    """Let two nodes talk until neither has anything to say, over a line without faults."""
    try:
        out, into = open_known(one, other, network.space)
    except (ProtocolError, KeyError):  # one has no pass in the other's eyes
        return
    ends = [_End(one, out), _End(other, into, shown_by(one, network.space))]
    try:
        queue = [(1, body) for body in one.run(ends[0].talk.start())]
        queue += [(0, body) for body in other.run(ends[1].talk.start())]
        for number, (side, body) in enumerate(queue):  # grows while they talk
            assert number < MESSAGES_MAX, "L1: a conversation that does not end"
            queue += [(1 - side, answer) for answer in ends[side].node.run(ends[side].talk.receive(body))]
    except ProtocolError:
        assert not _are_friends(network, one, other), f"S1: {one.name} and {other.name} refused one another"
    for node in (one, other):
        node.run(refresh(network.held(node), lambda _: None))


class _End:
    def __init__(self, node: SimNode, channel: Channel, shown: bytes | None = None) -> None:
        self.node = node
        self.talk = conversation(End(node, channel), is_caller=shown is None, shown=shown or b"")


def _are_friends(network: Network, one: SimNode, other: SimNode) -> bool:
    pairs = ((one, other), (other, one), (one, one), (other, other))
    if one.is_carrier or other.is_carrier:
        return all(b.node.device in passes_of(network.held(a)) for a, b in pairs)
    return all(network.held(a).view.membership.is_active(b.node.device) for a, b in pairs)


def standing(network: Network) -> list[SimNode]:
    """Return the honest nodes in good standing: those that one of them, and so all of them, count as active."""
    for node in network.honest:
        active = network.held(node).view.membership.is_active
        found = [other for other in network.honest if active(other.node.device)]
        if node in found and all(_counts_alike(network, other, found) for other in found):
            return found
    return []


def _counts_alike(network: Network, node: SimNode, found: Sequence[SimNode]) -> bool:
    active = network.held(node).view.membership.is_active
    return all(active(other.node.device) == (other in found) for other in network.honest)


def is_converged(network: Network) -> bool:
    """Tell whether the honest nodes in good standing hold the same."""
    alike = standing(network)
    if not alike:  # nobody is left, or they do not agree who is
        return not any(network.held(node).view.membership.is_active(node.node.device) for node in network.honest)
    waits = any(_may_get(network, node, other) for node in alike for other in alike)
    holders = [*alike, *serving(network, alike)]
    waits |= any(_may_fill(network, node, other) for node in holders for other in holders)
    return not waits and len({digest_of(network.held(node)) for node in holders}) == 1


def serving(network: Network, alike: Sequence[SimNode]) -> list[SimNode]:
    """Return the carriers that everybody in good standing lets in."""
    let_in = [passes_of(network.held(node)).keys() for node in alike]
    return [node for node in network.carriers if all(node.node.device in devices for devices in let_in)]


def _may_fill(network: Network, node: SimNode, other: SimNode) -> bool:
    """Tell whether another node holds the bytes of an entry that a node wants."""
    wanted = set(wanted_entries(network.held(node)))
    held = other.store.entries() if wanted else {}
    return any(isinstance(held[id].payloads[0], Payload) for id in wanted & held.keys())


def _may_get(network: Network, node: SimNode, other: SimNode) -> bool:
    """Tell whether a node lacks a key that another one holds and may give it."""
    held = network.held(other)
    wanted = _keys(network, other) & set(missing_kids(network.held(node)))
    return any(held.view.epochs.may_give(kid, node.node.device) for kid in wanted)  # type: ignore[arg-type]


def _keys(network: Network, node: SimNode) -> frozenset[bytes]:
    return frozenset(network.held(node).keys.epochs)


# --- S1 ---------------------------------------------------------------------------------------------------------------
def check_alike(network: Network, alike: Sequence[SimNode]) -> None:
    """Check that nodes show the same, as far as the same keys may be given to them. Raises: AssertionError."""
    shown: dict[object, tuple[str, bytes, object]] = {}
    for node in alike:
        state, rows = node.state(network.space), node.store.rows()
        name, *first = shown.setdefault(frozenset(network.held(node).lacking), (node.name, state, rows))
        assert first[0] == state, f"S1: {name} and {node.name} are in different states"
        assert first[1] == rows, f"S1: rows of {name} and {node.name} differ"


def check_from_disk(network: Network, node: SimNode) -> None:
    """Check that a node finds the same on its disk, and finds nothing wrong there. Raises: AssertionError."""
    before = node.state(network.space), digest_of(network.held(node))
    found = node.run(verify_all(node.node, lambda _: None))
    wrong = [problem for problem in found.problems if "content is bad" not in problem.what]
    assert not wrong, f"S1: {wrong[0]}"
    node.reopen()
    node.run(rebuild(network.held(node), lambda _: None))
    assert (node.state(network.space), digest_of(network.held(node))) == before, "S1: another state after a rebuild"


def _different(network: Network, nodes: Sequence[SimNode]) -> list[SimNode]:
    """Return one of each group of nodes that hold the same objects and keys: their rows were compared."""
    found: dict[object, SimNode] = {}
    for node in nodes:
        node.run(refresh(network.held(node), lambda _: None))
        key = digest_of(network.held(node)), node.state(network.space), _keys(network, node)
        found.setdefault(key, node)
    return list(found.values())


# --- S2 ---------------------------------------------------------------------------------------------------------------
def check_meaning(network: Network, node: SimNode) -> None:
    """Compare a replica with the reference model. Raises: AssertionError."""
    held, view = network.held(node), network.held(node).view
    objects = node.store.objects()
    means = meaning(
        [endorse(decode_certificate(item.packed)) for item in objects if item.type is ObjectType.CERTIFICATE],
        [decode_suspension(item.packed) for item in objects if item.type is ObjectType.SUSPENSION],
        [decode_pass(item.packed) for item in objects if item.type is ObjectType.PASS],
        node.store.entries().values(),
        held.keys,
        Judge(node.registry),
    )
    _same("chain", means.roster.chain, tuple(stage.id for stage in view.roster.chain))
    _same("stewards", means.roster.stewards, frozenset(view.roster.stewards))
    _same("suspensions", means.roster.in_force, frozenset(view.membership.force.by_id))
    _same("passes", means.passes, {device: item.id for device, item in passes_of(held).items()})
    said = {device: (item.role, item.state, item.name) for device, item in means.members.items()}
    shown = {
        device: (int(item.role or 0), item.state.value, item.name) for device, item in view.membership.members.items()
    }
    if view.forks and said.items() > shown.items():
        return  # whoever a disputed grant lets in: the model knows nothing of disputes, the node is the stricter
    _same("members", said, shown)
    for record in means.records.keys() - means.erased:
        _check_record(network, node, record, means)


def _check_record(network: Network, node: SimNode, record: bytes, means: Meaning) -> None:
    held = network.held(node)
    projection = project_record(held, node.run(load_record(held, record)))  # type: ignore[arg-type]
    told = means.records[record]
    shown = {
        path: [
            (
                claim.id,
                claim.value,
                tuple(sorted(badge.voice.id for badge in claim.attested_by)),
                tuple(sorted(badge.voice.id for badge in claim.disputed_by)),
            )
            for claim in claims
        ]
        for path, claims in projection.fields.items()
        if path not in told.unsure
    }
    said = {path: found for path, found in told.fields.items() if path not in told.unsure}
    _same(f"record {record.hex()[:8]}", said, shown)
    _same(f"hidings of {record.hex()[:8]}", told.hidings, tuple(hiding.id for hiding in projection.hidings))


def _same(what: str, said: object, shown: object) -> None:
    if said == shown:
        return
    if isinstance(said, dict) and isinstance(shown, dict):
        keys = [key for key in said.keys() | shown.keys() if said.get(key) != shown.get(key)]
        said, shown = {key: said.get(key) for key in keys}, {key: shown.get(key) for key in keys}
    raise AssertionError(f"S2: {what}: the model says {said}, the node shows {shown}")


# --- S3, S4 -----------------------------------------------------------------------------------------------------------
def check_refused(network: Network, node: SimNode) -> None:
    """Check that nothing without right had any effect on a node. Raises: AssertionError."""
    view = network.held(node).view
    for row in node.store.rows().values():
        for text in network.forbidden:
            assert text.encode() not in row.view, f"S3: {node.name} shows {text}"
        assert FORGED.lower() not in row.title.lower(), f"S3: {node.name} shows a forged title"
    assert not network.refused_heads & {stage.id for stage in view.roster.chain}, f"S3: {node.name} took a certificate"
    assert not network.refused_entries & node.store.entries().keys(), f"S3: {node.name} holds a forged entry"
    assert not network.strangers & view.membership.members.keys(), f"S3: {node.name} lists a stranger"


def check_erased(network: Network, node: SimNode) -> None:
    """Check that nothing is left of what was erased. Raises: AssertionError."""
    erased = network.held(node).view.roster.head.erased.keys()
    for key in node.store.rows():
        assert key[1] not in erased, f"S4: {node.name} shows an erased record"
    for entry in node.store.entries().values():
        for payload in entry.payloads:
            assert not (isinstance(payload, Payload) and payload.record in erased), f"S4: {node.name} holds a payload"


def check_carrier(network: Network, node: SimNode) -> None:
    """Check that a carrier holds no name, no text and no key to one, and nothing forged or erased."""
    held = node.store.everything()
    assert b"TEST-" not in held, f"S8: {node.name} holds a text"
    keys = {key.reveal() for other in network.honest for key in network.held(other).keys.epochs.values()}
    assert not any(key in held for key in keys), f"S8: {node.name} holds a data key"
    assert not node.misfits, f"S7: {node.name} asked its store for what does not fit"
    assert not network.refused_entries & node.store.entries().keys(), f"S3: {node.name} holds a forged entry"
    check_erased(network, node)


# --- S5 ---------------------------------------------------------------------------------------------------------------
def check_acknowledged(network: Network, alike: Sequence[SimNode]) -> None:
    """Check that nothing that an honest person was told is saved is gone. Raises: AssertionError.

    Who is in no good standing gets nothing back from those who hold what a restored disk of theirs lacks.
    """
    names = {node.name for node in alike}
    for node in alike:
        held = node.store.entries()
        for id, author in network.acknowledged.items():
            assert id in held or id in network.gone or author not in names, f"S5: {node.name} lost an entry of {author}"
    for node in network.honest:
        own = node.store.entries()
        lost = {id for id, author in network.acknowledged.items() if author == node.name and id not in own}
        if node.name not in names:
            lost -= {id for name, id in network.set_back if name == node.name}
        assert lost <= network.gone, f"S5: {node.name} lost what it had acknowledged"
    _check_whole(network, [*alike, *serving(network, alike)], names)


def _check_whole(network: Network, alike: Sequence[SimNode], names: Collection[str]) -> None:
    """Every payload of a record that is not erased is there on all of them, byte for byte.

    Only of what nobody honest wrote large bytes may be nowhere.
    """
    stored: dict[bytes, StoredEntry] = {}
    for node in alike:
        erased = network.held(node).view.roster.head.erased
        for id, entry in node.store.entries().items():
            first = stored.setdefault(id, entry)
            assert replace(first, payloads=(), line=None) == replace(entry, payloads=(), line=None)
            for one, other in zip(first.payloads, entry.payloads, strict=True):
                assert one == other, "S5: a payload is there on one node and not on another"
                is_there = isinstance(one, Payload) or one.record in erased
                is_due = network.acknowledged.get(id) in names and id not in network.gone
                assert is_there or (may_be_deferred(one, decode_entry(entry.packed).header) and not is_due), (
                    "S5: a payload is gone"
                )


# --- S6 ---------------------------------------------------------------------------------------------------------------
def check_nonces(network: Network) -> None:
    """Check that every nonce of every honest device stands over one text. Raises: AssertionError."""
    devices = {node.node.device for node in network.honest}
    found: dict[bytes, bytes] = {}
    for node in network.honest:
        for entry in node.store.entries().values():
            for payload in entry.payloads if entry.device in devices else ():
                if isinstance(payload, Payload):
                    nonce = payload.ciphertext[:NONCE_BYTES]
                    text = found.setdefault(nonce, payload.ciphertext)
                    assert text == payload.ciphertext, "S6: a nonce stands over two texts"
