"""One connection, from its hello to its end: what a peer says goes through the gates, what it lacks is sent.

Every input ends in `_next`, which decides what to say. What holds there:

 S1  Nothing is said of a space to a peer that had no pass in force there at hello, or that is out by now, asked anew
     at every message. A pass that lapses because its steward went ends no talk.
 S2  Until a peer's frontier is known nothing is sent; where both digests were equal it has all that we had then.
 S3  Objects go before the entries that are judged by them; key packets only to whom they are sealed.
 S4  A log is sent from what the peer shows on; where none of its tips is ours, from its beginning, so that it sees
     the fork. A forked one is sent stretch by stretch, each from what the peer is known to have of it.
 S5  At most a window of bulk messages is on the way. Nothing is sent twice on one connection.
 S6  Where nothing is left to send, the digest now is told once; both sides then know whether they are done.
 S7  A want is met once for each prekey, else answered with "lack"; what came is asked for no more. To a peer that is
     lean large payloads stay behind, and go to whoever wants their entries.
 S8  To a carrier go, before the entries, the key packets of others who have not acknowledged them; it hands them on
     after the entries, unasked. It is given no key.

Holds no ledger of its own: it reads the node and remembers of the peer only what was said on this connection.
"""

from collections.abc import Sequence

from node.crdt.entry import decode_entry
from node.crdt.errors import CrdtError
from node.crdt.ids import Device, Log, Space
from node.crdt.packet import Packet
from node.crdt.passes import Prekey, decode_pass
from node.service.admitting import admit_entries
from node.service.answering import answer_entries, answer_keys, lack
from node.service.carrying import is_carrier, packets_to_hand, packets_to_leave
from node.service.deferring import keeps_files, wants_of
from node.service.effects import Commit, LoadEntries, Step
from node.service.enrolling import admit_objects, read_objects
from node.service.frontier import digest_of, frontier_of
from node.service.holdings import KEY_BYTES, key_of
from node.service.inviting import pack_objects
from node.service.knowing import is_out, shared_with
from node.service.limits import PACKETS_PER_STEP, RUN_READ
from node.service.node import Node
from node.service.outbox import send_waiting
from node.service.sending import compare_branches, compare_log, ends, fitting, in_order
from node.service.space import SpaceState, stretches
from node.service.talk import Standing, Talk, Tally
from node.service.tending import renew_passes, tend
from node.service.unsealing import mend_prekey, take_packets, take_sealed_routes
from node.service.waiting import keep_givers
from node.sync.errors import ProtocolError
from node.sync.limits import OBJECTS_MAX, RUN_BYTES, RUN_ITEMS_MAX, SPACES_MAX
from node.sync.messages import Ack, Frontier, Lack, Objects, Run, State, Want, Welcome, encode_message
from node.sync.runs import defer, make_run, read_run
from node.sync.session import Met, Offer, Session


class Conversation:
    """The talk with one peer over one open channel. Steps change the node; run them one at a time."""

    def __init__(
        self, node: Node, *, channel_key: bytes, handshake_hash: bytes, is_caller: bool, shown: bytes = b""
    ) -> None:
        self.session = Session(is_caller=is_caller, handshake_hash=handshake_hash)
        self.tally = Tally()
        self.is_stale = True  # records wait to be replayed, perhaps since a line or a node that was cut off
        self._node = node
        self._channel_key = channel_key
        self._shown = shown
        self._talks: list[Talk] = []
        self._snapshots: dict[Space, tuple[dict[Log, int], set[bytes]]] = {}
        self._has_met = False
        self._read = RUN_READ  # entries read for the next run: about as many as went into the last

    # --- what the runtime asks ----------------------------------------------------------------------------------------
    @property
    def is_done(self) -> bool:
        """Tell whether both sides have nothing left to say now."""
        return self._has_met and all(self._is_done(talk) for talk in self._talks)

    @property
    def is_receiving(self) -> bool:
        """Tell whether the peer has not yet said that it has sent all it had."""
        return any(
            talk.heard is None or talk.heard.sent != self.session.taken
            for talk in self._talks
            if self.session.taken or not talk.was_equal
        )

    @property
    def is_equal(self) -> bool:
        """Tell whether both sides hold the same of every space they share; false where they share none."""
        return bool(self._talks) and all(self._is_equal(talk) for talk in self._talks)

    @property
    def spaces(self) -> tuple[Space, ...]:
        """Return the spaces both sides share."""
        return tuple(talk.space for talk in self._talks)

    @property
    def missing(self) -> int:
        """Return how many entries the peer showed that are not here yet."""
        return sum(item.missing for item in self.standings())

    def standings(self) -> list[Standing]:
        """Return how far each shared space is."""
        found: list[Standing] = []
        for talk in self._talks:
            space = self._node.spaces[talk.space]
            reached = dict.fromkeys(talk.shown, -1)
            for log, seq, _ in ends(space):
                reached[log] = max(seq, reached.get(log, -1))
            sent = (
                max(0, last - max(talk.logs.get(line, first - 1), talk.shown.get(line, first - 1)))
                for line, _, first, last in stretches(space)
            )
            found.append(
                Standing(
                    space=talk.space,
                    device=talk.device,
                    missing=sum(max(0, seq - reached[log]) for log, seq in talk.shown.items()),
                    unsent=sum(sent) if talk.is_open else 0,
                    is_equal=self._is_done(talk) and self._is_equal(talk),
                )
            )
        return found

    def start(self) -> Step[list[bytes]]:
        """Keep the pass that came with the call, then return our hello."""
        yield from self._keep_pass()
        offers: list[tuple[int, Offer]] = []
        for id in shared_with(self._node, self._channel_key):
            space = self._node.spaces[id]
            yield from tend(space)
            wants = wants_of(space, ())
            digest_now = digest_of(space)
            offers += [
                (place, Offer(space=id, routing=key, digest=digest_now, wants=wants, is_lean=not keeps_files(space)))
                for place, (_, key) in enumerate(space.routes.keys)
            ]
            self._snapshots[id] = (
                {line: last for line, _, _, last in stretches(space)},
                set(space.holdings.shared(space.view.roster)),
            )
        first = sorted(offers, key=lambda item: item[0])[:SPACES_MAX]  # the newest keys of every space
        return [self.session.greet([offer for _, offer in first])]

    def receive(self, body: bytes) -> Step[list[bytes]]:
        """Take one message of the peer and return what to answer. Raises: ProtocolError; the line is closed then."""
        event = self.session.receive(body)
        try:
            answer = yield from self._take(event)
        except CrdtError as error:
            raise ProtocolError from error
        return [*answer, *(yield from self.more())]

    def more(self) -> Step[list[bytes]]:
        """Return what there is to say now: after a message, or after something new was stored."""
        said: list[bytes] = []
        for talk in self._talks:
            if talk.is_open and not is_out(self._node.spaces[talk.space], talk.device):  # S1, S2
                said += yield from self._next(talk, self._node.spaces[talk.space])
        return said

    def _keep_pass(self) -> Step[None]:
        if not self._shown:
            return
        try:
            given = decode_pass(self._shown)
            if given.channel_key == self._channel_key and given.space in self._node.spaces:
                yield from admit_objects(self._node.spaces[given.space], [given])
        except CrdtError as error:
            raise ProtocolError from error

    # --- in -----------------------------------------------------------------------------------------------------------
    def _take(self, event: object) -> Step[list[bytes]]:
        match event:
            case Met():
                return self._meet(event)
            case Frontier():
                self._take_frontier(self._found(event.space)[0], event)
            case Objects():
                return (yield from self._take_objects(*self._found(event.space), event))
            case Run():
                return (yield from self._take_run(*self._found(event.space), event))
            case State():
                talk, _ = self._found(event.space)
                talk.heard = event
                if event.digest == digest_of(self._node.spaces[talk.space]):
                    self._node.spaces[talk.space].note_shown()
                talk.wants = set(event.wants)  # all that the peer still wants
            case Lack():
                talk, _ = self._found(event.space)
                talk.refused |= set(event.wants)
            case Ack() | Welcome():  # a welcome comes before a session, which refuses it
                pass
        return []

    def _found(self, index: int) -> tuple[Talk, SpaceState]:
        talk = self._talks[index]
        if is_out(self._node.spaces[talk.space], talk.device):  # S1: let go while we talked
            raise ProtocolError
        return talk, self._node.spaces[talk.space]

    def _meet(self, met: Met) -> list[bytes]:
        known = shared_with(self._node, self._channel_key)
        said: list[bytes] = []
        for shared in met.shared:
            if shared.space not in known:
                raise ProtocolError
            talk = Talk(
                index=shared.index,
                space=shared.space,
                device=known[shared.space],
                is_open=shared.is_equal,
                was_equal=shared.is_equal,
                is_lean=shared.is_lean,
            )
            talk.wants |= set(shared.wants)
            self._talks.append(talk)
            if shared.is_equal:
                talk.logs, talk.objects = self._snapshots[shared.space]
                space = self._node.spaces[shared.space]
                talk.told = (digest_of(space), (), 0, 0)
                space.note_shown()
            else:
                said.append(encode_message(frontier_of(talk.index, self._node.spaces[shared.space])))
        self._has_met = True
        return said

    def _take_frontier(self, talk: Talk, frontier: Frontier) -> None:
        """Keep what the peer shows. It is no more than a claim: a longer own log counts once its entries come (A7)."""
        talk.is_open = True
        talk.objects |= {bytes([kind]) + key for kind, key in frontier.objects}
        space = self._node.spaces[talk.space]
        own = space.holdings.prekeys.get(space.device)
        if own is not None and key_of(own) in talk.objects:
            space.note_shown()
        for log, seq, id in frontier.logs:
            talk.doubted.setdefault(log, set()).add((seq, id))
            talk.shown[log] = max(seq, talk.shown.get(log, -1))

    def _take_objects(self, talk: Talk, space: SpaceState, message: Objects) -> Step[list[bytes]]:
        objects = read_objects(message.items)
        packets = [item for item in objects if isinstance(item, Packet)]
        rest = [item for item in objects if not isinstance(item, Packet) or item.device != space.device]
        talk.objects |= {key_of(item) for item in rest}
        self.is_stale = True
        if any(isinstance(item, Prekey) and item.device == talk.device for item in rest):
            talk.given.clear()  # what was sealed to the one before may never have opened
        head = space.view.head
        self.tally.objects += yield from admit_objects(space, rest)
        if space.view.head != head:
            yield from renew_passes(space)  # before the next line: it may not open without
        yield from take_sealed_routes(space, self._node.bundle)
        bad = space.bad_packets
        self.tally.keys += yield from take_packets(space, [item for item in packets if item.device == space.device])
        if space.bad_packets > bad and not is_carrier(space, talk.device) and talk.device not in space.bad_givers:
            space.bad_givers.add(talk.device)
            yield Commit(settings=(keep_givers(space.space, space.bad_givers),), is_own=False)
        yield from mend_prekey(space)
        yield from send_waiting(space)
        return self._took()

    def _take_run(self, talk: Talk, space: SpaceState, run: Run) -> Step[list[bytes]]:
        items = read_run(run, space.space)
        admitted = yield from admit_entries(space, items)
        self.tally.received += admitted.stored
        self.is_stale |= admitted.records > 0
        last = run.first + len(run.items) - 1
        if run.log in space.view.forks:
            talk.doubted.setdefault(run.log, set()).add((last, bytes(items[-1].entry.id[:KEY_BYTES])))
            talk.compared.pop(run.log, None)
            return self._took()
        if talk.logs.get(run.log, -1) < last:
            talk.logs[run.log] = last
        talk.doubted.pop(run.log, None)
        return self._took()

    def _took(self) -> list[bytes]:
        self.session.took()
        return [encode_message(Ack(self.session.taken))]

    # --- out ----------------------------------------------------------------------------------------------------------
    def _next(self, talk: Talk, space: SpaceState) -> Step[list[bytes]]:
        """Decide what to say of one space (S3 to S7)."""
        said = self._objects_for(talk, space)
        entries = yield from answer_entries(self.session, talk, space)
        self.tally.sent += len(entries)
        said += entries
        if is_carrier(space, talk.device):
            said += yield from self._leave_keys(talk, space)
        else:
            said += yield from answer_keys(self.session, talk, space)
        yield from self._compare(talk, space)
        for line, device, first, last in in_order(space):
            while self.session.may_send and talk.logs.get(line, first - 1) < last:
                said.append((yield from self._run_for(talk, line, first, device)))
        if self._has_sent_all(talk, space):
            handed = self._packets(talk, packets_to_hand(space, talk.device)) if space.is_carried else []
            said += handed or self._tell(talk, space)
        return said

    def _leave_keys(self, talk: Talk, space: SpaceState) -> Step[list[bytes]]:
        """Leave key packets with a carrier, unless nothing changed that they follow from (S8)."""
        said = lack(talk, talk.wants) if self.session.may_send else []
        follows = space.view.epochs, space.holdings.shared(space.view.roster)
        if talk.left is not None and all(one is other for one, other in zip(talk.left, follows, strict=True)):
            return said
        packets = yield from packets_to_leave(space)
        said += self._packets(talk, packets)
        if all(key_of(item) in talk.objects for item in packets):
            talk.left = space.view.epochs, space.holdings.shared(space.view.roster)
        return said

    def _packets(self, talk: Talk, packets: Sequence[Packet]) -> list[bytes]:
        """Send key packets that were not sent on this connection, as many as one step may (S8)."""
        fresh = [item for item in packets if key_of(item) not in talk.objects][:PACKETS_PER_STEP]
        if not fresh or not self.session.may_send:
            return []
        talk.objects |= {key_of(item) for item in fresh}
        return [self.session.bulk(Objects(space=talk.index, items=tuple(pack_objects(fresh))))]

    def _objects_for(self, talk: Talk, space: SpaceState) -> list[bytes]:
        missing = [key for key in space.holdings.shared(space.view.roster) if key not in talk.objects]
        said: list[bytes] = []
        while missing and self.session.may_send:
            part: list[tuple[int, bytes]] = []
            size = 0
            while missing and len(part) < OBJECTS_MAX and size < RUN_BYTES:
                key = missing.pop(0)
                talk.objects.add(key)
                part += pack_objects([space.holdings.shared(space.view.roster)[key]])
                size += len(part[-1][1])
            said.append(self.session.bulk(Objects(space=talk.index, items=tuple(part))))
        return said

    def _compare(self, talk: Talk, space: SpaceState) -> Step[None]:
        """Decide from where the logs are sent that the peer showed (S4)."""
        for log, shown in list(talk.doubted.items()):
            tree, tip = space.view.forks.get(log), space.tips.get(log)
            if tree is not None:
                yield from compare_branches(talk, tree, shown)
            elif tip is not None and (yield from compare_log(talk, tip, shown)):
                del talk.doubted[log]

    def _run_for(self, talk: Talk, log: Log, begin: int, device: Device) -> Step[bytes]:
        first = talk.logs.get(log, begin - 1) + 1
        count = self._read
        stored = yield LoadEntries(log=log, first=first, count=count)
        read = ((decode_entry(item.packed), item.payloads) for item in fitting(stored))
        entries = [(entry, defer(entry, payloads) if talk.is_lean else payloads) for entry, payloads in read]
        run = make_run(talk.index, entries, device)
        self._read = min(2 * count if len(run.items) == count else 2 * len(run.items), RUN_ITEMS_MAX)
        talk.logs[log] = first + len(run.items) - 1
        self.tally.sent += len(run.items)
        return self.session.bulk(run)

    def _has_sent_all(self, talk: Talk, space: SpaceState) -> bool:
        return (
            self.session.sent == self.session.acked
            and not talk.wants
            and not talk.due
            and all(talk.logs.get(line, first - 1) >= last for line, _, first, last in stretches(space))
        )

    def _tell(self, talk: Talk, space: SpaceState) -> list[bytes]:
        wants = self._wanted(talk, space)
        told = (digest_of(space), wants, self.session.sent, self.session.taken)
        if told == talk.told:
            return []
        talk.told = told
        state = State(space=talk.index, digest=told[0], wants=wants, sent=told[2], taken=told[3])
        return [encode_message(state)]

    def _wanted(self, talk: Talk, space: SpaceState) -> tuple[Want, ...]:
        """Return what to ask of the peer; what may yet turn out to be of a file once it has sent all."""
        return wants_of(space, talk.refused, with_doubtful=not self.is_receiving)

    # --- done ---------------------------------------------------------------------------------------------------------
    def _is_done(self, talk: Talk) -> bool:
        if talk.told is None:
            return False
        if talk.heard is None:  # equal from the start, until somebody says something
            return talk.was_equal and self.session.sent == self.session.taken == 0
        _, wants, sent, taken = talk.told
        is_still = (talk.heard.sent, talk.heard.taken) == (taken, sent) and not wants and not talk.wants
        return is_still and not self._wanted(talk, self._node.spaces[talk.space])

    def _is_equal(self, talk: Talk) -> bool:
        if talk.told is None:
            return False
        return talk.was_equal if talk.heard is None else talk.heard.digest == talk.told[0]
