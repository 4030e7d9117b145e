"""Files on demand: what stays behind, what is asked for, and that nothing else can be left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from node.crdt.bodies import Put, RecordChange
from node.crdt.entry import Payload, Pruned, prune, slot_of
from node.crdt.errors import BrokenChain
from node.crdt.grants import Role
from node.crdt.ids import EntryId, Record, Space
from node.service.admitting import admit_packed
from node.service.attachments import NewFile, attach, open_file, read_file
from node.service.deciding import propose
from node.service.deferring import keep_files, keeps_files, wanted_entries
from node.service.effects import StoredEntry
from node.service.errors import FileAway, NotFound
from node.service.files import Files, pack_files
from node.service.limits import CARRIED_BYTES_MAX, FILES_ASKED_MAX
from node.service.records import add_record, read_projection
from node.service.spaces import create_space
from node.service.tending import announce_epoch
from node.service.usage import live_records
from node.service.wishes import Decide, Erase
from node.sync.errors import ProtocolError
from node.sync.limits import WANTS_MAX
from node.sync.messages import Run, decode_message, encode_message
from tests.conftest import steady_random
from tests.security.forging import forge
from tests.sim.nodes import NOW, SimNode, connect, join, new_carrier, new_node, sync
from tests.sim.twins import twin_of
from tests.support.bundles import bundle_of, read_bundle

CONTENT = steady_random("TEST-picture")(200_000)  # two chunks of which both may stay behind


def meet(one: SimNode, other: SimNode, space: Space) -> None:
    """Let two nodes sync, and replay what came."""
    sync(one, other, space)
    states = {node.state(space) for node in (one, other) if not node.is_carrier}
    assert len(states) == 1


def content(node: SimNode, record: Record) -> bytes | None:
    """What a node shows of a file; None while its bytes are not there."""
    try:
        return node.run(read_file(node.space(), record))
    except FileAway:
        return None


def large(node: SimNode, record: Record) -> list[StoredEntry]:
    """The entries of a record whose payload may stay behind."""
    of_record = (item for item in node.store.entries().values() if item.payloads[0].record == record)
    return [item for item in of_record if slot_of(item.payloads[0]).length >= 65_536]


def wanted(node: SimNode) -> list[EntryId]:
    return list(wanted_entries(node.space()))


class Few:
    """Alice, who keeps all files; bob and carol, who do not; what alice attached."""

    def __init__(self, name: str) -> None:
        self.alice, self.bob, self.carol = (new_node(f"{one} {name}") for one in ("alice", "bob", "carol"))
        self.space = self.alice.run(create_space(self.alice.node, title="TEST-space", group="TEST-group")).space
        for guest in (self.bob, self.carol):
            join(guest, self.alice, self.space, Role.CONTRIBUTOR)
            self.meet(guest)

    def meet(self, one: SimNode | None = None, other: SimNode | None = None) -> None:
        """Let two nodes sync until all is said: bob and alice unless told."""
        for _ in range(2):
            meet(one or self.bob, other or self.alice, self.space)

    def picture(self, data: bytes = CONTENT, author: SimNode | None = None) -> Record:
        """Somebody, alice unless told, attaches a picture to a new person."""
        author = author or self.alice
        person = author.run(add_record(author.space(), "person", {"names/n1/text": "TEST-one"}, now=NOW))
        new = NewFile(content=data, type="jpeg", category="photo", caption="TEST-", is_stripped=True)
        return author.run(attach(author.space(), person, new, now=NOW))


@pytest.fixture
def few(request: pytest.FixtureRequest) -> Few:
    return Few(request.node.name)


def test_file_stays_behind_until_it_is_opened_and_the_state_is_the_same(few: Few) -> None:
    record = few.picture()
    few.meet()
    assert content(few.bob, record) is None
    assert (len(few.bob.space().files.missing[record]), wanted(few.bob)) == (2, [])
    assert few.bob.run(open_file(few.bob.space(), record))
    few.bob.crash()
    assert len(wanted(few.bob)) == 2
    few.meet()
    assert content(few.bob, record) == CONTENT
    assert few.bob.space().files == Files()
    few.bob.reopen()
    assert (content(few.bob, record), few.bob.space().files) == (CONTENT, Files())
    assert few.bob.run(open_file(few.bob.space(), record)) is False


def test_small_file_comes_with_its_entries(few: Few) -> None:
    record = few.picture(CONTENT[:60_000])
    few.meet()
    assert content(few.bob, record) == CONTENT[:60_000]


def test_what_is_no_file_cannot_be_opened(few: Few) -> None:
    with pytest.raises(NotFound):
        few.bob.run(open_file(few.bob.space(), Record(b"n" * 16)))


def test_node_told_to_keep_every_file_gets_what_stayed_behind_and_nothing_stays_behind_any_more(few: Few) -> None:
    record = few.picture()
    few.meet()
    assert not keeps_files(few.bob.space())
    few.bob.run(keep_files(few.bob.space(), keeps=True))
    few.bob.reopen()
    assert keeps_files(few.bob.space())
    few.meet()
    other = few.picture(CONTENT[1:])
    meet(few.bob, few.alice, few.space)
    assert (content(few.bob, record), content(few.bob, other)) == (CONTENT, CONTENT[1:])


def test_more_entries_than_one_message_may_want_come_one_message_after_another(few: Few) -> None:
    few.alice.run(propose(few.alice.space(), Decide(attachment_kib=16_384)))
    record = few.picture(steady_random("TEST-large")((WANTS_MAX + 2) * 131_072))
    few.meet()
    few.bob.run(open_file(few.bob.space(), record))
    assert len(wanted(few.bob)) == WANTS_MAX + 2
    few.meet()
    assert wanted(few.bob) == []
    assert content(few.bob, record) is not None


# --- who has it -------------------------------------------------------------------------------------------------------
def test_peer_that_has_it_not_either_says_so_and_the_want_stays_for_the_next(few: Few) -> None:
    record = few.picture()
    few.meet()
    few.meet(few.carol)
    few.bob.run(open_file(few.bob.space(), record))
    few.meet(few.bob, few.carol)
    assert (content(few.bob, record), wanted(few.carol)) == (None, [])
    assert len(wanted(few.bob)) == 2
    few.meet()
    assert content(few.bob, record) == CONTENT


def test_what_a_node_that_keeps_all_asks_of_one_that_lacks_it_is_fetched_for_it(few: Few) -> None:
    record = few.picture(author=few.bob)
    few.meet(few.carol, few.bob)
    few.meet(few.carol, few.alice)
    assert content(few.alice, record) is None
    few.meet(few.carol, few.bob)
    few.meet(few.carol, few.alice)
    assert content(few.alice, record) == CONTENT


def test_carrier_keeps_every_file_and_gives_it_to_who_opens_it(few: Few) -> None:
    carrier = new_carrier(f"carrier {few.space.hex()}")
    join(carrier, few.alice, few.space, None)
    record = few.picture(author=few.bob)
    few.meet(few.bob, few.alice)
    few.meet(carrier, few.bob)
    assert all(isinstance(item.payloads[0], Payload) for item in large(carrier, record))
    few.meet(few.carol, few.alice)
    few.carol.run(open_file(few.carol.space(), record))
    few.meet(few.carol, carrier)
    assert content(few.carol, record) == CONTENT


def test_carrier_that_heard_of_a_file_from_who_lacks_it_asks_and_counts_it_once(few: Few) -> None:
    carrier = new_carrier(f"carrier {few.space.hex()}")
    join(carrier, few.alice, few.space, None)
    few.meet(carrier)
    record = few.picture()
    few.meet()
    few.meet(carrier, few.bob)
    author = few.alice.node.device
    bare = carrier.space().carried[author]
    assert [isinstance(item.payloads[0], Pruned) for item in large(carrier, record)] == [True, True]
    assert bare > len(CONTENT), "room for what is still to come is counted: nobody gets past the quota by asking later"
    assert bare < CARRIED_BYTES_MAX
    few.meet(carrier, few.alice)
    assert all(isinstance(item.payloads[0], Payload) for item in large(carrier, record))
    assert carrier.space().carried[author] == bare
    carrier.reopen()
    assert wanted(carrier) == []


# --- what may not stay behind -----------------------------------------------------------------------------------------
def bare(entry: StoredEntry) -> tuple[bytes, tuple[Payload | Pruned, ...], bytes]:
    """An entry as a liar sends it: without its payloads."""
    payloads = tuple(prune(item) if isinstance(item, Payload) else item for item in entry.payloads)
    return entry.packed, payloads, entry.device


def big_change(few: Few, note: str, record: Record | None = None) -> tuple[Record, StoredEntry]:
    """A change of bob's, large enough to be sent without its bytes."""
    record = record or few.bob.run(add_record(few.bob.space(), "person", {"names/n1/text": "TEST-one"}, now=NOW))
    texts = [steady_random(f"{note}{number}")(30_000).hex() for number in range(3)]
    ops = (Put("names/n2/text", f"TEST-{note}"), *(Put(f"tail{number}", text) for number, text in enumerate(texts)))
    entry = forge(few.bob, [(record, RecordChange(deps=(), time=NOW, source=None, ops=ops))])
    return record, entry


def test_a12_payload_below_the_bound_or_beside_others_or_of_no_record_may_not_stay_behind(few: Few) -> None:
    record = few.bob.run(add_record(few.bob.space(), "person", {"names/n1/text": "TEST-one"}, now=NOW))
    written = few.bob.space().own
    assert written is not None
    refused = [
        forge(few.bob, [(record, b"x" * 40_000)]),
        forge(few.bob, [(record, steady_random("a")(90_000)), (record, b"x")]),
    ]
    for entry in refused:
        before = dict(few.alice.space().tips)
        with pytest.raises(BrokenChain):
            few.alice.run(admit_packed(few.alice.space(), [bare(entry)]))  # type: ignore[list-item]
        assert few.alice.space().tips == before


def test_a12_e13_change_that_a_carrier_or_peer_sends_without_its_bytes_is_wanted_of_everybody_until_it_came(
    few: Few,
) -> None:
    record, entry = big_change(few, "kept-back")
    sent = [bare(item) for item in few.bob.store.log(entry.log)[-2:]]
    few.meet(few.carol, few.alice)
    first = few.bob.store.log(entry.log)[-2]
    few.carol.run(admit_packed(few.carol.space(), [(first.packed, first.payloads, first.device), sent[-1]]))  # type: ignore[list-item]
    few.carol.state(few.space)
    assert few.carol.space().files.doubtful == {record}
    assert wanted(few.carol) == [entry.id]
    shown = few.carol.run(read_projection(few.carol.space(), record))
    assert "names/n2/text" not in shown.values()
    few.carol.reopen()
    assert few.carol.space().files.doubtful == {record}
    few.meet(few.carol, few.bob)
    assert few.carol.run(read_projection(few.carol.space(), record)).values()["names/n2/text"] == "TEST-kept-back"
    assert few.carol.space().files == Files()


def test_a12_large_change_whose_key_is_still_to_come_is_wanted_at_once(few: Few) -> None:
    few.alice.run(announce_epoch(few.alice.space()))
    few.meet()
    held = few.carol.space().tips
    record, entry = big_change(few, "late-key")
    kept = few.bob.store.log(entry.log)
    after = held[entry.log].seq + 1 if entry.log in held else 0
    sent = [(item.packed, item.payloads, item.device) for item in kept[after:-1]]
    few.carol.run(admit_packed(few.carol.space(), [*sent, bare(kept[-1])]))  # type: ignore[list-item]
    few.carol.state(few.space)
    assert few.carol.space().lacking
    assert record in few.carol.space().files.doubtful
    few.meet()
    few.meet(few.carol)
    shown = few.carol.run(read_projection(few.carol.space(), record))
    assert shown.values()["names/n2/text"] == "TEST-late-key"


def test_a12_e13_change_hidden_among_the_chunks_of_a_file_is_wanted_at_once(few: Few) -> None:
    record = few.picture(author=few.bob)
    few.meet(few.carol, few.bob)
    assert wanted(few.carol) == []
    _, entry = big_change(few, "hidden", record)
    sync(few.carol, few.bob, few.space)
    few.carol.state(few.space)
    assert few.carol.space().files.doubtful == {record}
    assert entry.id in wanted(few.carol)
    few.carol.reopen()
    assert entry.id in wanted(few.carol)
    few.meet(few.carol, few.bob)
    assert wanted(few.carol) == []


@pytest.mark.parametrize("how", ["altered", "of another entry"])
def test_wrong_bytes_in_answer_to_a_want_end_the_line_and_the_want_stays(few: Few, how: str) -> None:
    record = few.picture()
    few.meet()
    few.bob.run(open_file(few.bob.space(), record))
    ours, theirs = connect(few.bob, few.alice, few.space)
    queue = [(theirs, few.alice, body) for body in few.bob.run(ours.start())]
    queue += [(ours, few.bob, body) for body in few.alice.run(theirs.start())]
    while not (queue[0][0] is ours and isinstance(decode_message(queue[0][2]), Run)):
        talk, end, body = queue.pop(0)
        back = (ours, few.bob) if talk is theirs else (theirs, few.alice)
        queue += [(*back, answer) for answer in end.run(talk.receive(body))]
    with pytest.raises(ProtocolError):
        few.bob.run(ours.receive(_altered(queue[0][2], how)))
    assert (content(few.bob, record), len(wanted(few.bob))) == (None, 2)
    few.meet()
    assert content(few.bob, record) == CONTENT


def _altered(body: bytes, how: str) -> bytes:
    run = decode_message(body)
    assert isinstance(run, Run)
    (payload,) = run.items[0].payloads
    assert isinstance(payload, Payload)
    ciphertext = payload.ciphertext[:-1] + bytes([payload.ciphertext[-1] ^ 1])
    record = Record(b"r" * 16) if how == "of another entry" else payload.record
    other = Payload(record, payload.ciphertext if how == "of another entry" else ciphertext)
    return encode_message(replace(run, items=(replace(run.items[0], payloads=(other,)),)))


def test_held_entry_whole_again_under_another_device_fills_nothing_wrong(few: Few) -> None:
    record = few.picture()
    few.meet()
    entry = large(few.alice, record)[0]
    few.bob.run(admit_packed(few.bob.space(), [(entry.packed, entry.payloads, few.carol.node.device)]))
    assert few.bob.store.entries()[entry.id] == entry


# --- erasure, files of nodes ------------------------------------------------------------------------------------------
def test_erased_file_is_wanted_no_more_and_none_of_it_comes(few: Few) -> None:
    record = few.picture()
    few.meet()
    few.bob.run(open_file(few.bob.space(), record))
    assert few.alice.run(propose(few.alice.space(), Erase({record: ()}))).is_certificate
    entries = large(few.bob, record)
    few.meet()
    assert few.bob.space().files == Files()
    few.bob.reopen()
    assert few.bob.space().files == Files()
    assert [few.bob.store.entries()[item.id] for item in entries] == entries


def test_erased_picture_that_a_newcomer_gets_without_its_bytes_is_not_missing(few: Few) -> None:
    record = few.picture()
    assert few.alice.run(propose(few.alice.space(), Erase({record: ()}))).is_certificate
    dave = new_node(f"dave {few.space.hex()}")
    join(dave, few.alice, few.space, Role.CONTRIBUTOR)
    few.meet(dave, few.alice)
    assert len(large(dave, record)) == 2
    assert dave.space().files == Files()


def test_what_stayed_behind_on_branches_of_a_forked_log_is_known_and_comes(few: Few) -> None:
    few.picture(author=few.bob)
    twin = twin_of(few.bob, few.bob.store.snapshot(), "twin")
    records = [few.picture(CONTENT[1:], author=few.bob), few.picture(CONTENT[2:], author=twin)]
    few.meet(few.carol, few.bob)
    sync(few.carol, twin, few.space)
    few.carol.state(few.space)
    known = few.carol.space().files.missing
    assert known.keys() >= set(records)
    few.carol.reopen()
    assert few.carol.space().files.missing == known
    few.carol.run(keep_files(few.carol.space(), keeps=True))
    sync(few.carol, few.bob, few.space)
    sync(few.carol, twin, few.space)
    assert few.carol.space().files.missing == {}
    assert [content(few.carol, record) for record in records] == [CONTENT[1:], CONTENT[2:]]


def test_want_of_an_entry_erased_there_meanwhile_is_answered_with_lack(few: Few) -> None:
    record = few.picture()
    few.meet()
    few.bob.run(open_file(few.bob.space(), record))
    ours, theirs = connect(few.bob, few.alice, few.space)
    hello = few.bob.run(ours.start())
    assert few.alice.run(propose(few.alice.space(), Erase({record: ()}))).is_certificate
    queue = [(theirs, few.alice, body) for body in hello]
    queue += [(ours, few.bob, body) for body in few.alice.run(theirs.start())]
    while queue:
        talk, end, body = queue.pop(0)
        back = (ours, few.bob) if talk is theirs else (theirs, few.alice)
        queue += [(*back, answer) for answer in end.run(talk.receive(body))]
    assert ours.is_done
    assert few.bob.space().files == Files()


def test_bundle_gives_what_is_held_and_its_reader_asks_for_the_rest(few: Few) -> None:
    record = few.picture()
    few.meet()
    read_bundle(few.carol, bundle_of(few.bob, few.space, few.carol, is_whole=True))
    few.carol.state(few.space)
    assert content(few.carol, record) is None
    read_bundle(few.carol, bundle_of(few.alice, few.space, few.carol, is_whole=True))
    assert content(few.carol, record) == CONTENT
    assert few.carol.space().files == Files()


def test_backup_of_a_node_that_lacks_files_is_restored_with_what_it_asked_for(few: Few) -> None:
    record = few.picture()
    few.meet()
    few.bob.run(open_file(few.bob.space(), record))
    few.bob.store = few.bob.store.copy()
    few.bob.reopen()
    assert len(wanted(few.bob)) == 2
    few.meet()
    assert content(few.bob, record) == CONTENT


def test_epoch_of_which_only_what_stayed_behind_is_held_keeps_its_record(few: Few) -> None:
    record = few.picture()
    few.meet()
    (kid,) = few.bob.space().view.epochs.announced
    assert record in few.bob.run(live_records(few.bob.space(), kid))


def test_setting_holds_the_newest_of_what_is_asked_for() -> None:
    records = [Record(number.to_bytes(16)) for number in range(FILES_ASKED_MAX + 1)]
    packed = pack_files(None, records, [])
    assert packed is not None
    assert records[0] not in packed
    assert records[1] in packed
    assert pack_files(None, [], []) is None
