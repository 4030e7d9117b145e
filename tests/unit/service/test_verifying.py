"""What waits for a second pair of eyes; many values confirmed by one signature; who is independent."""

from __future__ import annotations

import pytest

from node.crdt.grants import Role
from node.crdt.ids import EntryId, Record, Space
from node.ledger.derived.watched import WATCHED
from node.ledger.schema import LEDGER
from node.service.effects import FindRows, LoadEntries
from node.service.errors import NotAllowed, Refused
from node.service.limits import VERIFIED_RECORDS_MAX
from node.service.records import add_record, delete_values, dispute, read_projection, set_values
from node.service.spaces import create_space
from node.service.verifying import (
    Eyes,
    Seen,
    Waiting,
    Why,
    attest_many,
    dispute_many,
    eyes_of,
    read_waiting,
    waiting_paths,
)
from tests.sim.nodes import NOW, SimNode, join, new_node, sync


@pytest.fixture
def alice() -> SimNode:
    node = new_node("alice")
    node.run(create_space(node.node, title="TEST-space"))
    return node


@pytest.fixture
def space(alice: SimNode) -> Space:
    return alice.space().space


@pytest.fixture
def bob(alice: SimNode, space: Space) -> SimNode:
    """A second person of the same group."""
    node = new_node("bob")
    join(node, alice, space)
    sync(node, alice, space)
    return node


def person(node: SimNode, number: int = 0) -> Record:
    """Adds a person with two watched values."""
    values = {"names/n1/text": f"TEST-Тэстовіч {number}", "birth_date": "1982-04-24"}
    return node.run(add_record(node.space(), "person", values, now=NOW))


def waiting(node: SimNode, record: Record) -> dict[str, Waiting]:
    projection = node.run(read_projection(node.space(), record))
    return {one.path: one for one in read_waiting(node.space(), projection)}


def seen(node: SimNode, *records: Record) -> list[Seen]:
    """Gives everything that waits in records as it was shown."""
    return [Seen(record, path, one.change) for record in records for path, one in waiting(node, record).items()]


def whys(node: SimNode, record: Record) -> dict[str, Why]:
    """Gives what the row of a record says."""
    (row,) = node.store.perform(FindRows(records=(record,))).rows
    return dict(waiting_paths(row))


def own_entries(node: SimNode) -> int:
    space = node.space()
    return space.tips[space.own].seq + 1 if space.own else 0


def test_watched_paths_are_declared() -> None:
    for kind, paths in WATCHED.items():
        assert paths <= LEDGER.kind(kind).by_path.keys(), kind


def test_row_and_projection_agree_on_what_waits(alice: SimNode, bob: SimNode, space: Space) -> None:
    record = person(alice)
    dead = alice.run(
        add_record(
            alice.space(),
            "status_event",
            {"person": record, "status": "died_in_custody", "effective_on": "2026"},
            now=NOW,
        )
    )
    for one in (record, dead):
        assert whys(alice, one) == {path: it.why for path, it in waiting(alice, one).items()}
    assert whys(alice, record) == {"names/n1/text": Why.UNSEEN, "birth_date": Why.UNSEEN}
    assert whys(alice, dead) == {"status": Why.SECOND_PERSON, "effective_on": Why.UNSEEN}
    sync(bob, alice, space)
    bob.run(dispute(bob.space(), record, ["birth_date"], now=NOW, step="disputed"))
    assert whys(bob, record)["birth_date"] is Why.DOUBTED
    assert waiting(bob, record)["birth_date"].why is Why.DOUBTED


def test_thirty_values_of_many_records_are_one_entry(alice: SimNode, bob: SimNode, space: Space) -> None:
    records = [person(alice, number) for number in range(15)]
    sync(bob, alice, space)
    shown = seen(bob, *records)
    assert len(shown) == 30
    before = own_entries(bob)
    entry = bob.run(attest_many(bob.space(), shown, now=NOW, step="two_sources"))
    assert own_entries(bob) == before + 1
    own = bob.space().own
    assert own is not None
    (written,) = bob.store.perform(LoadEntries(log=own, first=before, count=9))
    assert written.id == entry
    sync(bob, alice, space)
    for record in records:
        claims = alice.run(read_projection(alice.space(), record)).fields
        assert [badge.voice.id[0] for badge in claims["birth_date"][0].attested_by] == [entry]
        assert [badge.step for badge in claims["names/n1/text"][0].attested_by] == ["two_sources"]
    alice.state(space)
    assert set(whys(alice, records[0]).values()) == {Why.OWN_GROUP}


def test_value_changed_since_it_was_shown_signs_nothing_at_all(alice: SimNode, bob: SimNode, space: Space) -> None:
    records = [person(alice, number) for number in range(3)]
    sync(bob, alice, space)
    shown = seen(bob, *records)
    alice.run(set_values(alice.space(), records[1], {"birth_date": "1983"}, now=NOW))
    sync(bob, alice, space)
    before = own_entries(bob)
    with pytest.raises(Refused, match="nothing was signed"):
        bob.run(attest_many(bob.space(), shown, now=NOW, step="two_sources"))
    assert own_entries(bob) == before


def test_value_that_stands_beside_another_is_not_signed(alice: SimNode, bob: SimNode, space: Space) -> None:
    record = person(alice)
    sync(bob, alice, space)
    shown = seen(bob, record)
    alice.run(set_values(alice.space(), record, {"birth_date": "1983"}, now=NOW))
    bob.run(set_values(bob.space(), record, {"birth_date": "1984"}, now=NOW))
    sync(bob, alice, space)
    assert waiting(bob, record).keys() == {"names/n1/text"}  # two values: one must be chosen first
    for one in shown:
        if one.path == "birth_date":
            with pytest.raises(Refused):
                bob.run(attest_many(bob.space(), [one], now=NOW, step="two_sources"))


def test_death_counts_after_another_person_signed_and_not_before(alice: SimNode, bob: SimNode, space: Space) -> None:
    record = person(alice)
    values = {"person": record, "status": "died_in_custody", "effective_on": "2026"}
    dead = alice.run(add_record(alice.space(), "status_event", values, now=NOW))
    assert waiting(alice, dead)["status"].eyes is Eyes.OWN
    with pytest.raises(Refused, match="second person"):
        alice.run(attest_many(alice.space(), seen(alice, dead), now=NOW, step="two_sources"))
    alice.run(attest_many(alice.space(), seen(alice, dead), now=NOW, step="two_sources", may_be_own=True))
    assert "status" not in alice.run(read_projection(alice.space(), dead)).values()
    sync(bob, alice, space)
    assert waiting(bob, dead)["status"].eyes is Eyes.SAME_GROUP
    bob.run(attest_many(bob.space(), seen(bob, dead), now=NOW, step="confirmed_by_document"))
    assert bob.run(read_projection(bob.space(), dead)).values()["status"] == "died_in_custody"


def test_deletion_that_waits_is_signed_as_a_deletion(alice: SimNode, bob: SimNode, space: Space) -> None:
    guide = alice.run(
        add_record(alice.space(), "guide", {"topic": "money", "money_details": "TEST-1"}, now=NOW)
    )  # fmt: skip
    sync(bob, alice, space)
    bob.run(attest_many(bob.space(), seen(bob, guide), now=NOW, step="two_sources"))
    bob.run(delete_values(bob.space(), guide, ["money_details"], now=NOW))
    sync(bob, alice, space)
    line = waiting(alice, guide)["money_details"]
    assert (line.is_deletion, line.why, line.author) == (True, Why.SECOND_PERSON, bob.node.device)
    alice.run(attest_many(alice.space(), seen(alice, guide), now=NOW, step="two_sources"))
    assert "money_details" not in alice.run(read_projection(alice.space(), guide)).values()


def test_nothing_and_too_much_are_refused(alice: SimNode, bob: SimNode, space: Space) -> None:
    with pytest.raises(Refused):
        bob.run(attest_many(bob.space(), [], now=NOW, step="two_sources"))
    many = [Seen(Record(bytes([number]) * 16), "birth_date", (EntryId(bytes(32)), 0)) for number in range(61)]
    assert len(many) > VERIFIED_RECORDS_MAX
    with pytest.raises(Refused, match="one signature"):
        bob.run(attest_many(bob.space(), many, now=NOW, step="two_sources"))


def test_contributor_doubts_but_does_not_confirm(alice: SimNode, space: Space) -> None:
    record = person(alice)
    carol = new_node("carol")
    join(carol, alice, space, Role.CONTRIBUTOR)
    sync(carol, alice, space)
    with pytest.raises(NotAllowed):
        carol.run(attest_many(carol.space(), seen(carol, record), now=NOW, step="two_sources"))
    entry = carol.run(dispute_many(carol.space(), seen(carol, record), now=NOW, step="refuted"))
    assert entry is not None
    assert set(whys(carol, record).values()) == {Why.DOUBTED}


def test_own_words_are_own_on_every_device_of_a_person(alice: SimNode, bob: SimNode) -> None:
    assert eyes_of(alice.space(), alice.node.device) is Eyes.OWN
    assert eyes_of(alice.space(), bob.node.device) is Eyes.SAME_GROUP


def test_attestation_names_source_and_evidence(alice: SimNode, bob: SimNode, space: Space) -> None:
    record = person(alice)
    source = alice.run(add_record(alice.space(), "source", {"category": "court", "title": "TEST-"}, now=NOW))
    sync(bob, alice, space)
    shown = seen(bob, record)
    bob.run(
        attest_many(bob.space(), shown, now=NOW, step="two_sources", source=source, evidence=(b"e" * 32,))
    )  # fmt: skip
    (badge,) = bob.run(read_projection(bob.space(), record)).fields["birth_date"][0].attested_by
    assert (badge.voice.source, badge.evidence) == (source, (b"e" * 32,))
