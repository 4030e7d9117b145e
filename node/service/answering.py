"""Answering what a peer wants: keys, entries whose payloads stayed behind, else lack (PROTOCOL "Session", "wants").

Each is given once on a connection. Refuses nothing: what is not here, or may not be given, is answered by lack.
"""

from collections.abc import Collection

from node.crdt.entry import decode_entry
from node.crdt.ids import EntryId, Kid
from node.service.deferring import entry_for
from node.service.effects import Step
from node.service.inviting import pack_objects
from node.service.limits import PACKETS_PER_STEP
from node.service.space import SpaceState
from node.service.talk import Talk, next_packets
from node.service.unsealing import packets_for
from node.sync.limits import WANTS_MAX
from node.sync.messages import Lack, Objects, Want, encode_message
from node.sync.runs import make_run
from node.sync.session import Session


def answer_entries(session: Session, talk: Talk, space: SpaceState) -> Step[list[bytes]]:
    """Send the entries that are wanted and whole here, one a run, as far as the window has room; the others stay."""
    said: list[bytes] = []
    for want in sorted(talk.wants - talk.given):
        if not session.may_send:
            break
        item = yield from entry_for(space, EntryId(want), keeps_all=not talk.is_lean)
        if item is not None:
            said.append(session.bulk(make_run(talk.index, [(decode_entry(item.packed), item.payloads)], item.device)))
            talk.wants.discard(want)
            talk.given.add(want)
    return said


def answer_keys(session: Session, talk: Talk, space: SpaceState) -> Step[list[bytes]]:
    """Send the keys that are wanted and may be given; lack answers everything else."""
    said = _due_packets(session, talk)
    if not talk.wants or not session.may_send:
        return said
    asked = sorted(talk.wants)[:PACKETS_PER_STEP]
    packets = yield from packets_for(space, talk.device, [Kid(want) for want in asked if want not in talk.given])
    talk.given |= {packet.kid for packet in packets}
    talk.due += pack_objects(packets)
    said += _due_packets(session, talk)
    return said + lack(talk, talk.wants - {packet.kid for packet in packets})


def lack(talk: Talk, wants: Collection[Want]) -> list[bytes]:
    """Say that wants are not met; nothing is left open of what the peer asked."""
    lacking = sorted(wants)
    talk.wants.clear()
    parts = [tuple(lacking[first : first + WANTS_MAX]) for first in range(0, len(lacking), WANTS_MAX)]
    return [encode_message(Lack(talk.index, part)) for part in parts]


def _due_packets(session: Session, talk: Talk) -> list[bytes]:
    said: list[bytes] = []
    while talk.due and session.may_send:
        said.append(session.bulk(Objects(space=talk.index, items=tuple(next_packets(talk.due)))))
    return said
