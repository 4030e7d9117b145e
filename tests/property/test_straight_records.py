"""A record told in a straight line is projected without a graph: to exactly what the graph gives, or not at all."""

from hypothesis import given
from hypothesis import strategies as st

from examples.synthetic import generate, resolved
from node.crdt.bodies import HIDE, WITHHOLD, Delete, Op, Put, RecordChange
from node.crdt.body_codec import decode_body, encode_body, settle_body
from node.crdt.claims import KIND_PATH, Withholding
from node.crdt.codec import Scalar
from node.crdt.grants import Role
from node.crdt.graph import Verdict
from node.crdt.ids import ChangeId, EntryId, Record, Space
from node.crdt.projection import graph_of, project
from node.crdt.straight import StraightTold, project_straight
from node.ledger.judge import JUDGE
from node.ledger.schema import LEDGER
from node.service.rows import row_of, row_of_straight
from tests.support.records import RECORD, Story, device

SPACE = Space(bytes(16))
PATHS = ("a", "b/x7/c", "b/x8/c", "ы", "bad/a", "new/a", "other/a", "high/a", "two/a")
VALUES: st.SearchStrategy[Scalar] = st.sampled_from(("", "x", "dead", 1, True, None, b"r" * 16))
KINDS = st.sampled_from(("thing", "thing", "other", "ghost", 7, None))
PUTS = st.dictionaries(st.sampled_from(PATHS[:4]), VALUES, max_size=4)
ODD = st.dictionaries(st.sampled_from(PATHS[4:]), VALUES, max_size=1)
ROLES = st.sampled_from((None, *Role, Role.STEWARD, Role.STEWARD))
SYNTHETIC = [(kind, fields) for _, kind, fields in resolved(generate(12))]
REPLACED: st.SearchStrategy[Scalar] = st.sampled_from(
    ("TEST-Узор", "TEST-Źrebak", "died", "ghost_word", "1982-04", "BYN:100", True, False, 5, b"r" * 16, "", "a\nb")
)


def told(story: Story) -> StraightTold | None:
    return project_straight(story.contents(), authority=story.authority, schema=story.schema)


@given(KINDS, PUTS, ODD, ROLES, st.sampled_from((frozenset(), frozenset({"thing"}), frozenset({"ghost"}))))
def test_first_change_told_without_a_graph_equals_its_projection(
    kind: Scalar, puts: dict[str, Scalar], odd: dict[str, Scalar], role: Role | None, scope: frozenset[str]
) -> None:
    story = Story()
    story.authority.roles["alice"], story.authority.scopes["alice"] = role, scope
    story.says("alice", {**({} if kind is None else {KIND_PATH: kind}), **puts, **odd})
    found, shown = told(story), story.projection()
    if found is not None:
        assert (found.record, found.kind, found.values, found.hash) == (RECORD, shown.kind, shown.values(), shown.hash)
        assert list(found.values) == list(shown.fields)
        assert not shown.refused
    else:
        is_proposed = any(claim.is_proposed for claims in shown.fields.values() for claim in claims)
        assert shown.refused or shown.kind is None or is_proposed


DELETES = st.sets(st.sampled_from(PATHS), max_size=2)
CHANGES = st.lists(st.tuples(st.sampled_from(("alice", "bob", "carol")), PUTS, ODD, DELETES), max_size=4)


@given(CHANGES, st.integers(0, 9), st.integers(0, 9))
def test_line_of_changes_told_without_a_graph_equals_its_projection(
    said: list[tuple[str, dict[str, Scalar], dict[str, Scalar], set[str]]], forked: int, hidden: int
) -> None:
    story = Story()
    line = [story.begins("alice", {"a": "first"})]
    for place, (person, puts, odd, deleted) in enumerate(said):
        ops: list[Op] = [Put(path, value) for path, value in {**puts, **odd}.items() if path not in deleted]
        ops += [Delete(path) for path in sorted(deleted)]
        line.append(story.changed(person, tuple(ops), [line[-2 if place == forked and len(line) > 1 else -1]]))
    if hidden < len(line):
        story.quarantine(line[hidden])
    found, shown = told(story), story.projection()
    if found is not None:
        assert (found.record, found.kind, found.values, found.hash) == (RECORD, shown.kind, shown.values(), shown.hash)
        assert list(found.values) == list(shown.fields)
        assert not shown.refused


def test_line_of_ordinary_changes_is_told_whoever_wrote_them() -> None:
    story = Story()
    first = story.begins("alice", {"a": "x", "b/x7/c": "y"})
    second = story.says("bob", {"a": "z"}, [first])
    story.says("carol", {"ы": "v"}, [second])
    found = told(story)
    assert found is not None
    assert found.values == {"a": "z", "b/x7/c": "y", KIND_PATH: "thing", "ы": "v"}
    assert found.hash == story.projection().hash


def test_line_whose_values_were_all_taken_back_is_told_and_may_go_on() -> None:
    story = Story()
    first = story.begins("alice", {"a": "x", "b/x7/c": "y"})
    emptied = story.changed("alice", (Delete("a"), Delete("b/x7/c")), [first])
    assert (found := told(story)) is not None
    assert (found.values, found.hash) == ({KIND_PATH: "thing"}, story.projection().hash)
    story.says("bob", {"a": "x"}, [emptied])
    assert (found := told(story)) is not None
    assert (found.values, found.hash) == ({"a": "x", KIND_PATH: "thing"}, story.projection().hash)


def test_line_that_is_not_straight_or_not_ordinary_is_left_to_the_graph() -> None:
    for spoil in (
        quarantine, hold, second_root, branch, restatement, attestation, dispute, hiding, unreadable, empty_deletion,
        proposed_deletion, kind_deletion, proposal
    ):  # fmt: skip
        story = Story()
        first = story.begins("alice", {"a": "x"})
        assert told(story) is not None
        spoil(story, first)
        assert told(story) is None, spoil.__name__


def quarantine(story: Story, first: ChangeId) -> None:
    story.quarantine(first)


def hold(story: Story, first: ChangeId) -> None:
    story.quarantine(first, Verdict.HELD)


def second_root(story: Story, first: ChangeId) -> None:
    story.says("bob", {"a": "y"})


def branch(story: Story, first: ChangeId) -> None:
    for person in ("bob", "carol"):
        story.says(person, {"a": person}, [first])


def restatement(story: Story, first: ChangeId) -> None:
    story.says("bob", {"a": "x"}, [first])


def proposal(story: Story, first: ChangeId) -> None:
    story.says("bob", {"two/a": "y"}, [first])


def attestation(story: Story, first: ChangeId) -> None:
    story.attests("bob", first, "a", "x")


def dispute(story: Story, first: ChangeId) -> None:
    story.disputes("bob", first, "a", "x")


def hiding(story: Story, first: ChangeId) -> None:
    for mode in (WITHHOLD, HIDE):
        story.hidings += (Withholding(id=first, device=device("bob"), mode=mode, reason=""),)


def unreadable(story: Story, first: ChangeId) -> None:
    story.unreadable.add((story.entry("bob"), 0))


def empty_deletion(story: Story, first: ChangeId) -> None:
    story.changed("alice", (Delete("b/x7/c"),), [first])


def proposed_deletion(story: Story, first: ChangeId) -> None:
    story.changed("alice", (Delete("two/a"),), [first])


def kind_deletion(story: Story, first: ChangeId) -> None:
    story.changed("alice", (Delete(KIND_PATH),), [first])


@given(st.sampled_from(SYNTHETIC), st.integers(0, 30), REPLACED)
def test_row_of_a_first_change_equals_the_row_of_its_projection(
    draft: tuple[str, dict[str, Scalar]], place: int, value: Scalar
) -> None:
    kind, fields = draft
    path = list(fields)[place % len(fields)]
    for values in (fields, {**fields, path: value}):
        story = Story()
        story.says("alice", {KIND_PATH: kind, **values})
        contents = story.contents()
        found = project_straight(contents, authority=story.authority, schema=JUDGE)
        graph = graph_of(contents, authority=story.authority, schema=JUDGE, is_held=story.holds)
        shown = project(contents, graph, authority=story.authority, schema=JUDGE)
        if found is not None:
            assert row_of_straight(SPACE, found, LEDGER) == row_of(SPACE, shown, LEDGER)


def test_every_ordinary_record_is_told_without_a_graph() -> None:
    taken = 0
    for kind, fields in SYNTHETIC:
        story = Story()
        story.says("alice", {KIND_PATH: kind, **fields})
        needs_second = any(JUDGE.needs_second(kind, path, value) for path, value in fields.items())
        found = project_straight(story.contents(), authority=story.authority, schema=JUDGE)
        assert (found is None) == needs_second
        taken += found is not None
    assert taken > len(SYNTHETIC) // 2


@given(PUTS, st.integers(-(2**63) + 1, 2**63 - 1), st.one_of(st.none(), st.just(Record(b"s" * 16))))
def test_settled_body_is_what_its_bytes_are_read_as(puts: dict[str, Scalar], time: int, source: Record | None) -> None:
    ops = tuple(Put(path, value) for path, value in puts.items()) or (Put("a", 1),)
    deps = ((EntryId(b"b" * 32), 1), (EntryId(b"a" * 32), 0))
    read, packed = settle_body(RecordChange(deps=deps, time=time, source=source, ops=ops))
    assert read == decode_body(packed)
    assert packed == encode_body(read)
