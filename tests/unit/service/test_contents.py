"""What becomes of payloads that open, stay closed, are bad, or belong to a newer program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from keys.epoch import kid as name_of
from keys.epoch import record_key
from keys.sealing import seal
from keys.secret import EpochKey
from keys.signing import SigningKey
from node.crdt.bodies import Body, GroupName, Put, RecordChange, Unknown
from node.crdt.body_codec import encode_body
from node.crdt.codec import pack
from node.crdt.entry import Header, Payload, prune
from node.crdt.graph import Dep, RecordGraph, Verdict
from node.crdt.ids import ChangeId, Device, EntryId, Group, Head, Kid, Log, Record, Space
from node.crdt.payload import encode_plaintext, payload_key, seal_payload
from node.crdt.projection import Origin
from node.service.contents import CLOSED, VOID, OpenRecord, open_body, origin_of
from node.service.keyring import KeyRing
from tests.support.records import RECORD, Story

Random = Callable[[int], bytes]
EPOCH = EpochKey(b"e" * 32)
KID = Kid(name_of(EPOCH))
HEADER = Header(
    space=Space(b"s" * 16),
    log=Log(b"l" * 16),
    seq=3,
    prev=EntryId(b"p" * 32),
    roster=Head(b"h" * 32),
    kid=KID,
    slots=(),
)
CHANGE = RecordChange(deps=(), time=0, source=None, ops=(Put("a", 1),))


@pytest.fixture
def keys() -> KeyRing:
    ring = KeyRing()
    ring.add_epoch(KID, EPOCH)
    return ring


def sealed(packed: bytes, random: Random) -> Payload:
    key = payload_key(EPOCH, RECORD)
    return Payload(RECORD, seal_payload(key, packed, context=HEADER.context(0, RECORD), random=random))


def test_payload_opens_with_the_epoch_key_or_the_records_own(keys: KeyRing, random: Random) -> None:
    payload = sealed(encode_body(CHANGE), random)
    assert open_body(payload, HEADER, 0, keys) == CHANGE
    alone = KeyRing()
    assert open_body(payload, HEADER, 0, alone) is CLOSED
    alone.add_record(KID, RECORD, record_key(EPOCH, RECORD))
    assert open_body(payload, HEADER, 0, alone) == CHANGE


def test_payload_that_no_key_opens_stays_closed(keys: KeyRing, random: Random) -> None:
    payload = sealed(encode_body(CHANGE), random)
    assert open_body(payload, replace(HEADER, kid=Kid(b"k" * 32)), 0, keys) is CLOSED
    assert open_body(payload, HEADER, 1, keys) is CLOSED
    assert open_body(prune(payload), HEADER, 0, keys) is CLOSED
    assert open_body(Payload(RECORD, b"short"), HEADER, 0, keys) is CLOSED
    assert open_body(Payload(Record(b"q" * 16), payload.ciphertext), HEADER, 0, keys) is CLOSED


@pytest.mark.parametrize(
    "packed", [b"", b"\x80", pack([]), pack([1]), pack([True]), pack([1, [], 0, None, [["a", 1], ["a", 2]]])]
)
def test_payload_with_bad_content_is_void(keys: KeyRing, random: Random, packed: bytes) -> None:
    assert open_body(sealed(packed, random), HEADER, 0, keys) is VOID


def test_payload_with_bad_padding_is_void(keys: KeyRing) -> None:
    plain = encode_plaintext(encode_body(CHANGE), b"s" * 16)
    context = HEADER.context(0, RECORD)
    for broken in (plain[:-1], plain + b"\0", plain[:-1] + b"\1", b""):
        payload = Payload(RECORD, seal(payload_key(EPOCH, RECORD), context=context, plaintext=broken))
        assert open_body(payload, HEADER, 0, keys) is VOID


def test_payload_of_a_newer_program_is_named_unknown(keys: KeyRing, random: Random) -> None:
    assert open_body(sealed(pack([9, "new"]), random), HEADER, 0, keys) == Unknown(9)


# --- filing -----------------------------------------------------------------------------------------------------------
ORIGIN = origin_of(HEADER, EntryId(b"1" * 32), Device(SigningKey(b"a" * 32).public))


@pytest.mark.parametrize(
    ("body", "counts"),
    [
        (CHANGE, (1, 0, 0, 0)),
        (CLOSED, (0, 1, 0, 0)),
        (VOID, (0, 0, 1, 0)),
        (Unknown(9), (0, 0, 0, 1)),
        (GroupName(Group(b"g" * 16), "TEST"), (0, 0, 1, 0)),
    ],
)
def test_payload_is_filed_under_what_it_is(body: Body, counts: tuple[int, ...]) -> None:
    opened = OpenRecord(RECORD)
    opened.add(ORIGIN, 0, body)
    contents = opened.contents()
    assert (len(contents.changes), len(contents.unreadable), contents.void, contents.newer) == counts


def test_payload_opened_later_is_unreadable_no_more() -> None:
    opened = OpenRecord(RECORD)
    opened.add(ORIGIN, 0, CLOSED)
    opened.add(ORIGIN, 0, CHANGE)
    assert opened.contents().unreadable == set()
    assert len(opened.changes) == 1


def grown(opened: OpenRecord) -> RecordGraph:
    """Gives the record's graph, made once and grown ever after."""
    opened.grow()
    if opened.graph is None:
        opened.graph = RecordGraph(judge=lambda *_: Verdict.ACCEPTED, status=lambda dep: _status(opened, dep))
        opened.graph.extend(opened.changes)
    return opened.graph


def _status(opened: OpenRecord, dep: ChangeId) -> Dep:
    return Dep.ABSENT if dep in opened.unreadable or not opened.knows_entry(dep[0]) else Dep.VOID


def test_entry_filed_in_two_payloads_is_not_taken_for_void_in_between() -> None:
    """A change waits for the second payload of an entry: after the first is filed it must go on waiting."""
    story = Story()
    first = story.begins("alice", {"a": 0})
    entry = story.entry("alice")
    attested = (entry, 0)
    change = RecordChange(deps=(first,), time=0, source=None, ops=(Put("a", 1),))
    story.changes[entry, 1] = change
    last = story.says("bob", {"a": 2}, [(entry, 1)])
    story.verdicts[attested] = story.verdicts[story.attests("alice", first, "a", 0)]
    opened = OpenRecord(RECORD)
    for id in (first, last):
        opened.add(story.origins[id[0]], id[1], story.changes[id])
    assert set(grown(opened).waiting) == {last}
    opened.add(story.origins[entry], 0, story.verdicts[attested])
    opened.add(story.origins[entry], 1, change)
    assert [op.value for op in grown(opened).standing("a")] == [2]
    assert not grown(opened).waiting


def test_dependency_that_turns_out_to_be_no_change_ends_the_waiting() -> None:
    story = Story()
    first = story.begins("alice", {"a": 0})
    verdict = story.attests("alice", first, "a", 0)
    last = story.says("bob", {"a": 1}, [first, verdict])
    opened = OpenRecord(RECORD)
    for id in (first, last):
        opened.add(story.origins[id[0]], id[1], story.changes[id])
    assert set(grown(opened).waiting) == {last}
    opened.add(story.origins[verdict[0]], 0, story.verdicts[verdict])
    assert [op.value for op in grown(opened).standing("a")] == [1]


def test_new_kind_makes_the_graph_anew() -> None:
    story = Story()
    first = story.begins("alice")
    opened = OpenRecord(RECORD)
    opened.add(story.origins[first[0]], 0, story.changes[first])
    grown(opened)
    later = story.says("bob", {"kind": "other"})
    opened.add(story.origins[later[0]], 0, story.changes[later])
    assert opened.graph is None


def test_unknown_entries_are_those_named_and_neither_filed_nor_held() -> None:
    opened = OpenRecord(RECORD)
    named = EntryId(b"n" * 32)
    opened.add(ORIGIN, 0, replace(CHANGE, deps=((named, 0), (ORIGIN.entry, 5))))
    assert opened.unknown_entries() == {named}
    opened.held = frozenset((named,))
    assert opened.unknown_entries() == set()
    assert opened.knows_entry(named)


def test_origin_says_what_membership_judges_an_entry_by() -> None:
    assert Origin(entry=EntryId(b"1" * 32), log=HEADER.log, seq=3, device=ORIGIN.device, roster=HEADER.roster) == ORIGIN
