"""Threats D: what a member with valid keys can do to records, and what is shown of it on an honest node."""

from __future__ import annotations

from collections.abc import Callable

import automerge.core as automerge
import pytest

from node.crdt import document
from node.crdt.bodies import Attestation, Delete, Put, RecordChange, Target
from node.crdt.claims import KIND_PATH, Projection
from node.crdt.codec import Scalar, pack
from node.crdt.document import DocumentFailed
from node.crdt.grants import Role
from node.crdt.graph import Verdict
from node.crdt.ids import EntryId, Record
from node.crdt.limits import PROFILE_1
from node.crdt.projection import value_hash
from node.ledger.declare import Field, Kind, Level
from node.ledger.language import labels
from node.ledger.schema import LEDGER
from node.ledger.types import Text
from node.service.effects import FindRows
from node.service.lookup import export_document
from node.service.rebuilding import rebuild
from node.service.records import (
    add_record,
    attest,
    delete_values,
    read_projection,
    set_values,
)
from node.service.spaces import create_space
from tests.security.forging import change_of, forge, take
from tests.sim.nodes import NOW, SimNode, join, new_node, sync
from tests.support.records import GONE, Story

PERSON = {"names/n1/text": "TEST-Тэстовіч", "birth_date": "1982-04-24"}
RECORD = Record(b"r" * 16)


@pytest.fixture
def alice(request: pytest.FixtureRequest) -> SimNode:
    """The honest node, steward of the space."""
    node = new_node(f"alice {request.node.name}")
    node.run(create_space(node.node, title="TEST-space"))
    return node


def member(alice: SimNode, name: str = "mallory", role: Role = Role.VERIFIER) -> SimNode:
    """Another member of the space, who knows all that alice does."""
    node = new_node(f"{name} of {alice.name}")
    join(node, alice, alice.space().space, role)
    sync(node, alice, alice.space().space)
    node.state(alice.space().space)
    return node


def meet(one: SimNode, other: SimNode) -> None:
    """Lets two nodes exchange everything and replay it."""
    space = one.space().space
    sync(one, other, space)
    assert one.state(space) == other.state(space)


def shown(node: SimNode, record: Record = RECORD) -> Projection:
    return node.run(read_projection(node.space(), record))


def change(*ops: Put | Delete, deps: tuple[tuple[EntryId, int], ...] = ()) -> RecordChange:
    return RecordChange(deps=deps, time=NOW, source=None, ops=ops)


def packed(ops: list[object]) -> bytes:
    """Gives the bytes of a change of any operations."""
    return pack([1, [], NOW, None, ops])


# --- D1 ---------------------------------------------------------------------------------------------------------------
VOID: dict[str, bytes] = {
    "an operation too many": packed([[f"p{n:05}", 1] for n in range(PROFILE_1.ops_max + 1)]),
    "3,000 operations": packed([[f"p{n:05}", 1] for n in range(3_000)]),
    "a value too long": packed([["note", "x" * (PROFILE_1.value_bytes_max + 1)]]),
    "text that is not UTF-8": b"\x95\x01\x90\x00\xc0\x91\x92\xa4note\xa2\xff\xfe",
    "a path too deep": packed([["a/b/c/d/e/f", 1]]),
    "a path too long": packed([["x" * 201, 1]]),
    "a nested value": packed([["note", [1, 2]]]),
    "a float": b"\x95\x01\x90\x00\xc0\x91\x92\xa4note\xca\x00\x00\x00\x00",
    "a path twice": packed([["note", "a"], ["note", "b"]]),
    "no body": b"",
}
LEFT_OUT: dict[str, tuple[str, Scalar, str]] = {
    "an unknown field": ("nothing", "x", "unknown"),
    "a wrong type": ("birth_date", 1982, "bad"),
    "no date": ("birth_date", "yesterday", "bad"),
    "a true where text belongs": ("code", True, "bad"),
    "nil": ("note", None, "bad"),
    "bytes": ("note", b"\xff", "bad"),
    "a word of no vocabulary": ("sex", "Female!", "bad"),
    "a path with an odd item": ("names/../text", "x", "bad"),
}


@pytest.fixture
def without_automerge(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails the test when anything asks Automerge for a document."""

    def never(*_: object) -> object:
        raise AssertionError("Automerge was called")

    monkeypatch.setattr(document.automerge, "Document", never)


@pytest.mark.usefixtures("without_automerge")
@pytest.mark.parametrize("body", VOID.values(), ids=VOID)
def test_d01_content_beyond_the_limits_is_void_before_automerge_is_called(alice: SimNode, body: bytes) -> None:
    mallory = member(alice)
    take(alice, forge(mallory, [(RECORD, change(Put("kind", "person"), Put("sex", "female")))]))
    take(alice, forge(mallory, [(RECORD, body)]))
    projection = shown(alice)
    assert (projection.void, projection.values()) == (1, {"kind": "person", "sex": "female"})
    assert shown(mallory).hash == projection.hash


@pytest.mark.usefixtures("without_automerge")
@pytest.mark.parametrize(("path", "value", "verdict"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_d01_operation_the_declaration_does_not_allow_is_left_out_the_rest_stays(
    alice: SimNode, path: str, value: Scalar, verdict: str
) -> None:
    mallory = member(alice)
    body = packed(sorted([["kind", "person"], ["care_stage", "in_prison"], [path, value]]))  # type: ignore[type-var]
    take(alice, forge(mallory, [(RECORD, body)]))
    projection = shown(alice)
    assert [(item.path, item.verdict.value) for item in projection.refused] == [(path, verdict)]
    assert projection.values() == {"kind": "person", "care_stage": "in_prison"}


def test_d01_ten_megabytes_do_not_fit_a_payload(alice: SimNode) -> None:
    mallory = member(alice)
    for body in (bytes(10_000_000), packed([["note", "x" * 10_000_000]])):
        with pytest.raises(Exception, match="bytes"):
            forge(mallory, [(RECORD, body)])


# --- D2 ---------------------------------------------------------------------------------------------------------------
def test_d02_change_on_an_unknown_entry_waits_flagged_and_is_applied_when_that_arrives(alice: SimNode) -> None:
    bob, carol = member(alice, "bob"), member(alice, "carol")
    first = forge(bob, [(RECORD, change(Put("kind", "person"), Put("sex", "male")))])
    take(carol, first)
    second = forge(carol, [(RECORD, change(Put("sex", "female"), deps=(change_of(first),)))])
    take(alice, second)
    assert (shown(alice).waiting, shown(alice).fields) == (1, {})
    take(alice, first)
    assert (shown(alice).waiting, shown(alice).values()["sex"]) == (0, "female")


def test_d02_changes_that_never_get_what_they_wait_for_hold_up_nobody(alice: SimNode) -> None:
    mallory = member(alice)
    take(alice, forge(mallory, [(RECORD, change(Put("kind", "person"), Put("sex", "male")))]))
    nowhere = (EntryId(b"?" * 32), 0)
    take(alice, *(forge(mallory, [(RECORD, change(Put("sex", "female"), deps=(nowhere,)))]) for _ in range(20)))
    assert (shown(alice).waiting, shown(alice).values()["sex"]) == (20, "male")
    alice.run(set_values(alice.space(), RECORD, {"sex": "female"}, now=NOW))
    assert shown(alice).values()["sex"] == "female"


# --- D3 ---------------------------------------------------------------------------------------------------------------
class Panic(BaseException):
    """Stands for what the library raises when it panics."""


@pytest.mark.parametrize("error", [Panic, RuntimeError, MemoryError, SystemError])
@pytest.mark.parametrize("method", ["fork_at", "merge", "save"])
def test_d03_whatever_automerge_raises_fails_only_the_export_of_that_record(
    alice: SimNode, method: str, error: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [alice.run(add_record(alice.space(), "person", PERSON, now=NOW)) for _ in range(2)]
    state = alice.state(alice.space().space)

    class Failing:
        def __init__(self, actor: bytes) -> None:
            self._real = automerge_document(actor)

        def __getattr__(self, name: str) -> object:
            if name == method:
                raise error
            return getattr(self._real, name)

    automerge_document = automerge.Document
    with monkeypatch.context() as patch:
        patch.setattr(document.automerge, "Document", Failing)
        with pytest.raises(DocumentFailed):
            alice.run(export_document(alice.space(), records[0]))
        assert shown(alice, records[0]).values()["birth_date"] == "1982-04-24"
        alice.run(set_values(alice.space(), records[0], {"sex": "female"}, now=NOW))
    assert alice.run(export_document(alice.space(), records[1]))
    assert alice.run(export_document(alice.space(), records[0]))
    assert alice.state(alice.space().space) != state


# --- D4, D5 -----------------------------------------------------------------------------------------------------------
def test_d04_reader_who_writes_is_stored_flagged_and_not_shown(alice: SimNode) -> None:
    mallory = member(alice, role=Role.READER)
    record = alice.run(add_record(alice.space(), "person", PERSON, now=NOW))
    meet(mallory, alice)
    head = shown(mallory, record).heads
    take(alice, forge(mallory, [(record, change(Put("birth_date", "1999"), deps=head))]))
    take(alice, forge(mallory, [(RECORD, change(Put("kind", "person"), Put("sex", "male")))]))
    assert shown(alice, record).values()["birth_date"] == "1982-04-24"
    assert [item.verdict for item in shown(alice, record).refused] == [Verdict.NOT_ALLOWED]
    assert shown(alice).fields == {}
    meet(mallory, alice)


def test_d04_reader_cannot_change_what_a_record_is(alice: SimNode) -> None:
    mallory = member(alice, role=Role.READER)
    record = alice.run(add_record(alice.space(), "person", PERSON, now=NOW))
    for _ in range(8):  # enough entries that one of their actors would win
        take(alice, forge(mallory, [(record, change(Put("kind", "place"), Put("number", "1")))]))
    assert shown(alice, record).kind == "person"
    assert shown(alice, record).values() == {"kind": "person", **PERSON}


def test_d04_contributor_may_not_attest(alice: SimNode) -> None:
    mallory = member(alice, role=Role.CONTRIBUTOR)
    record = alice.run(add_record(alice.space(), "person", PERSON, now=NOW))
    id = shown(alice, record).fields["birth_date"][0].id
    target = Target(change=id, path="birth_date", value_hash=value_hash("birth_date", "1982-04-24"))
    body = Attestation(targets=(target,), step="document", source=None, evidence=(), time=NOW)
    take(alice, forge(mallory, [(record, body)]))
    assert shown(alice, record).fields["birth_date"][0].attested_by == ()


def test_d05_overwritten_value_comes_back_when_the_attacker_is_quarantined_and_later_edits_stay() -> None:
    story = Story()
    first = story.begins("alice", {"a": "honest", "b": "honest"})
    attested = story.attests("bob", first, "a", "honest")
    theirs = story.says("mallory", {"a": "false", "b": GONE, "c": "planted"}, [first])
    story.says("carol", {"d": "later"}, [theirs])
    story.says("carol", {"b": "mended"}, [theirs])
    assert story.shown("a") == ["false"]
    story.quarantine(theirs)
    assert [story.shown(path) for path in "abcd"] == [["honest"], ["mended"], [], ["later"]]
    assert [badge.voice.id for badge in story.projection().fields["a"][0].attested_by] == [attested]
    assert {item.verdict for item in story.projection().refused} == {Verdict.QUARANTINED}


# --- D6 ---------------------------------------------------------------------------------------------------------------
def test_d06_sources_that_disagree_are_both_shown_with_who_says_so(alice: SimNode) -> None:
    bob = member(alice, "bob")
    record = alice.run(add_record(alice.space(), "person", PERSON, now=NOW))
    meet(alice, bob)
    lists = {alice: Record(b"1" * 16), bob: Record(b"2" * 16)}
    alice.run(set_values(alice.space(), record, {"birth_date": "1982"}, now=NOW, source=lists[alice]))
    bob.run(set_values(bob.space(), record, {"birth_date": "1983"}, now=NOW, source=lists[bob]))
    meet(alice, bob)
    for node in (alice, bob):
        claims = shown(node, record).fields["birth_date"]
        assert {(claim.value, claim.voice.device, claim.voice.source) for claim in claims} == {
            ("1982", alice.node.device, lists[alice]),
            ("1983", bob.node.device, lists[bob]),
        }
        assert list(shown(node, record).conflicts()) == ["birth_date"]


def test_d06_an_edit_resolves_the_conflict_and_history_keeps_both(alice: SimNode) -> None:
    bob = member(alice, "bob")
    record = alice.run(add_record(alice.space(), "person", PERSON, now=NOW))
    meet(alice, bob)
    for node, value in ((alice, "1982"), (bob, "1983")):
        node.run(set_values(node.space(), record, {"birth_date": value}, now=NOW))
    meet(alice, bob)
    bob.run(set_values(bob.space(), record, {"birth_date": "1983"}, now=NOW))
    meet(alice, bob)
    assert [claim.value for claim in shown(alice, record).fields["birth_date"]] == ["1983"]
    assert list(shown(alice, record).conflicts()) == []


# --- D7 ---------------------------------------------------------------------------------------------------------------
SAME = labels("x", "x", "x")
NEWER = LEDGER.with_kinds(
    Kind(
        name="invented",
        labels=SAME,
        plural=SAME,
        level=Level.NETWORK,
        summary="{text}",
        fields=(Field(path="text", type=Text(), labels=SAME),),
    )
)


def test_d07_newer_programs_kind_waits_on_older_nodes_and_shows_after_the_update(alice: SimNode) -> None:
    bob = member(alice, "bob")
    bob.node.registry = bob.space().registry = NEWER
    known = bob.run(add_record(bob.space(), "person", PERSON, now=NOW))
    new = bob.run(add_record(bob.space(), "invented", {"text": "TEST-new"}, now=NOW))
    sync(bob, alice, alice.space().space)
    alice.state(alice.space().space)
    assert shown(alice, known).hash == shown(bob, known).hash
    assert shown(alice, new).fields == {}
    assert {item.verdict for item in shown(alice, new).refused} == {Verdict.UNKNOWN}
    alice.node.registry = alice.space().registry = NEWER
    alice.run(rebuild(alice.space(), lambda _: None))
    assert shown(alice, new).values()["text"] == "TEST-new"
    meet(alice, bob)


@pytest.mark.parametrize("body", [pack([5, "new"]), pack([15, [], {}.get("x")])], ids=["5", "15"])
def test_d07_payload_of_an_unknown_type_waits_and_disturbs_nothing(alice: SimNode, body: bytes) -> None:
    bob = member(alice, "bob")
    record = alice.run(add_record(alice.space(), "person", PERSON, now=NOW))
    meet(alice, bob)
    take(alice, forge(bob, [(record, body)]))
    assert (shown(alice, record).newer, shown(alice, record).void) == (1, 0)
    assert shown(alice, record).values() == {"kind": "person", **PERSON}
    meet(alice, bob)


# --- D10 --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["a\0b", "a\nb", "\x1b[31mred", "\x7f", "\x85"])
def test_d10_control_characters_in_a_line_are_left_out(alice: SimNode, text: str) -> None:
    mallory = member(alice)
    body = change(Put("kind", "person"), Put("names/n1/text", text), Put("sex", "female"))
    take(alice, forge(mallory, [(RECORD, body)]))
    assert shown(alice).values() == {"kind": "person", "sex": "female"}
    assert [item.verdict for item in shown(alice).refused] == [Verdict.BAD]


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\ufeff"])
def test_d10_overrides_are_kept_as_written_and_never_shown(alice: SimNode, mark: str) -> None:
    mallory = member(alice)
    take(alice, forge(mallory, [(RECORD, change(Put("kind", "person"), Put("names/n1/text", f"TEST-{mark}name")))]))
    value = shown(alice).values()["names/n1/text"]
    assert value == f"TEST-{mark}name"
    assert mark not in LEDGER.format_value("person", "names/n1/text", value, "en")
    (row,) = alice.store.perform(FindRows()).rows
    assert mark not in row.title


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "{{7*7}}", "%s%n", "'; --"])
def test_d10_markup_and_formulas_are_kept_as_the_text_they_are(alice: SimNode, text: str) -> None:
    record = alice.run(add_record(alice.space(), "person", {"names/n1/text": text}, now=NOW))
    assert shown(alice, record).values()["names/n1/text"] == text
    alice.reopen()
    assert shown(alice, record).values()["names/n1/text"] == text


# --- D12, D13 ---------------------------------------------------------------------------------------------------------
def test_d12_badge_of_a_value_that_was_replaced_does_not_revive_when_the_value_returns(alice: SimNode) -> None:
    bob = member(alice, "bob")
    record = alice.run(add_record(alice.space(), "person", PERSON, now=NOW))
    meet(alice, bob)
    bob.run(attest(bob.space(), record, ["birth_date"], now=NOW, step="document"))
    meet(alice, bob)
    assert len(shown(alice, record).fields["birth_date"][0].attested_by) == 1
    for value in ("1999", "1982-04-24"):
        alice.run(set_values(alice.space(), record, {"birth_date": value}, now=NOW))
    for node in (alice, bob):
        meet(alice, bob)
        claim = shown(node, record).fields["birth_date"][0]
        assert (claim.value, claim.attested_by, claim.is_verified) == ("1982-04-24", (), False)


def test_d12_second_persons_word_does_not_carry_over_to_the_same_value_set_again() -> None:
    story = Story()
    first = story.begins("alice", {"a": "alive"})
    dead = story.says("bob", {"a": "dead"}, [first])
    story.attests("carol", dead, "a", "dead")
    mended = story.says("alice", {"a": "alive"}, [dead])
    story.says("bob", {"a": "dead"}, [mended])
    assert (story.shown("a"), story.proposed("a")) == (["alive"], ["dead"])


@pytest.mark.parametrize("is_edit_first", [True, False])
def test_d13_edit_inside_an_item_survives_its_concurrent_deletion(alice: SimNode, is_edit_first: bool) -> None:
    bob = member(alice, "bob")
    values = {"names/n1/text": "TEST-Тэстовіч", "names/n1/language": "be"}
    record = alice.run(add_record(alice.space(), "person", values, now=NOW))
    meet(alice, bob)
    steps: list[Callable[[], None]] = [
        lambda: alice.run(delete_values(alice.space(), record, ["names/n1"], now=NOW)),
        lambda: bob.run(set_values(bob.space(), record, {"names/n1/text": "TEST-Тэставіч"}, now=NOW)),
    ]
    for step in steps[::-1] if is_edit_first else steps:
        step()
    meet(alice, bob)
    for node in (alice, bob):
        assert shown(node, record).values() == {"kind": "person", "names/n1/text": "TEST-Тэставіч"}


# --- a second person --------------------------------------------------------------------------------------------------
def test_d05_one_member_alone_declares_nobody_dead(alice: SimNode) -> None:
    mallory = member(alice)
    person = alice.run(add_record(alice.space(), "person", PERSON, now=NOW))
    body = change(Put(KIND_PATH, "status_event"), Put("person", person), Put("status", "died_in_custody"))
    entry = forge(mallory, [(RECORD, body)])
    target = Target(change=change_of(entry), path="status", value_hash=value_hash("status", "died_in_custody"))
    own = Attestation(targets=(target,), step="document", source=None, evidence=(), time=NOW)
    take(alice, entry, forge(mallory, [(RECORD, own)]))
    assert [claim.is_proposed for claim in shown(alice).fields["status"]] == [True]
    assert "status" not in shown(alice).values()
    alice.run(attest(alice.space(), RECORD, ["status"], now=NOW, step="document"))
    assert shown(alice).values()["status"] == "died_in_custody"


def test_d05_one_member_alone_lifts_no_withheld_name_neither_by_putting_nor_by_deleting(alice: SimNode) -> None:
    mallory = member(alice)
    record = alice.run(add_record(alice.space(), "person", {**PERSON, "identity_withheld": True}, now=NOW))
    meet(alice, mallory)
    head = shown(mallory, record).heads
    for op in (Put("identity_withheld", False), Delete("identity_withheld")):
        take(alice, forge(mallory, [(record, change(op, deps=head))]))
        assert shown(alice, record).values()["identity_withheld"] is True
