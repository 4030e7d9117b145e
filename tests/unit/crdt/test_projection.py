"""What is shown of a record: who may say what, what waits for a second person, who checked it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from node.crdt.bodies import HIDE, WITHHOLD, Attestation, Put, Target
from node.crdt.claims import KIND_PATH, Withholding
from node.crdt.codec import Scalar
from node.crdt.grants import Role
from node.crdt.graph import Verdict
from node.crdt.ids import Head
from node.crdt.projection import is_hidden, projection_hash, state_hash, value_hash
from tests.support.records import GONE, RECORD, Story, device


@pytest.fixture
def story() -> Story:
    return Story()


def refused(story: Story) -> dict[str, str]:
    """Tells what was left out, and why, by path."""
    return {item.path: item.verdict.value for item in story.projection().refused}


# --- P1, P2: kinds, roles, scopes -------------------------------------------------------------------------------------
def test_kind_is_what_the_first_change_names(story: Story) -> None:
    story.begins()
    assert story.projection().kind == "thing"


def test_kind_named_later_is_refused(story: Story) -> None:
    first = story.begins()
    story.says("bob", {KIND_PATH: "other"}, [first])
    story.says("carol", {KIND_PATH: GONE}, [first])
    projection = story.projection()
    assert [claim.value for claim in projection.fields[KIND_PATH]] == ["thing"]
    assert [item.verdict for item in projection.refused] == [Verdict.BAD, Verdict.BAD]


@pytest.mark.parametrize("value", [1, b"thing", None, True])
def test_kind_that_is_no_text_is_refused(story: Story, value: Scalar) -> None:
    story.says("alice", {KIND_PATH: value, "a": 1})
    assert story.projection().kind is None
    assert refused(story) == {KIND_PATH: "bad", "a": "bad"}


def test_kind_of_a_newer_program_makes_its_record_wait(story: Story) -> None:
    story.says("alice", {KIND_PATH: "invented", "a": 1})
    assert story.projection().kind is None
    assert refused(story) == {KIND_PATH: "unknown", "a": "unknown"}


@pytest.mark.parametrize("role", [Role.READER, None])
def test_kind_named_by_a_reader_is_no_kind(story: Story, role: Role | None) -> None:
    story.authority.roles["mallory"] = role
    story.begins("alice", {"a": 1})
    story.says("mallory", {KIND_PATH: "other"})
    story.says("alice", {"other/a": 1})
    projection = story.projection()
    assert [claim.value for claim in projection.fields[KIND_PATH]] == ["thing"]
    assert refused(story) == {KIND_PATH: "not allowed", "other/a": "bad"}


def test_kind_outside_the_scope_of_its_author_is_no_kind(story: Story) -> None:
    story.authority.scopes["mallory"] = frozenset(("other",))
    story.says("mallory", {KIND_PATH: "thing", "a": 1})
    assert story.projection().fields == {}
    assert set(refused(story).values()) == {"not allowed", "bad"}


def test_kind_by_quarantined_author_is_no_kind(story: Story) -> None:
    story.begins()
    story.quarantine(story.says("mallory", {KIND_PATH: "other"}))
    story.says("alice", {"other/a": 1})
    assert refused(story) == {KIND_PATH: "quarantined", "other/a": "bad"}


def test_two_first_changes_of_two_kinds_stand_side_by_side(story: Story) -> None:
    story.begins("alice", {"a": 1})
    story.says("bob", {KIND_PATH: "other", "other/b": 2})
    projection = story.projection()
    assert {claim.value for claim in projection.fields[KIND_PATH]} == {"thing", "other"}
    assert story.shown("a") == [1]
    assert story.shown("other/b") == [2]
    assert not projection.refused


@pytest.mark.parametrize(
    ("path", "role", "verdict"),
    [
        ("a", Role.CONTRIBUTOR, None),
        ("a", Role.READER, "not allowed"),
        ("a", None, "not allowed"),
        ("high/a", Role.VERIFIER, None),
        ("high/a", Role.CONTRIBUTOR, "not allowed"),
        ("bad/a", Role.STEWARD, "bad"),
        ("new/a", Role.STEWARD, "unknown"),
    ],
)
def test_operation_is_judged_by_field_and_role(story: Story, path: str, role: Role | None, verdict: str | None) -> None:
    first = story.begins()
    story.authority.roles["bob"] = role
    story.says("bob", {path: 1}, [first])
    assert story.shown(path) == ([] if verdict else [1])
    assert refused(story) == ({path: verdict} if verdict else {})


def test_operations_of_one_change_are_judged_one_by_one(story: Story) -> None:
    story.begins("alice", {"a": 1, "bad/a": 1, "new/a": 1})
    assert story.shown("a") == [1]
    assert refused(story) == {"bad/a": "bad", "new/a": "unknown"}


def test_scope_bounds_what_a_device_may_write(story: Story) -> None:
    first = story.begins()
    story.authority.scopes["bob"] = frozenset(("other",))
    story.authority.scopes["carol"] = frozenset(("thing", "other"))
    story.says("bob", {"a": 1}, [first])
    story.says("carol", {"b": 1}, [first])
    assert refused(story) == {"a": "not allowed"}
    assert story.shown("b") == [1]


@pytest.mark.parametrize("verdict", [Verdict.QUARANTINED, Verdict.HELD])
def test_entry_that_does_not_stand_is_left_out_and_what_was_before_comes_back(story: Story, verdict: Verdict) -> None:
    first = story.begins("alice", {"a": "honest"})
    theirs = story.says("mallory", {"a": "false"}, [first])
    story.says("bob", {"b": "later"}, [theirs])
    assert story.shown("a") == ["false"]
    story.quarantine(theirs, verdict)
    assert story.shown("a") == ["honest"]
    assert story.shown("b") == ["later"]
    assert refused(story) == {"a": verdict.value}


# --- P3: a second person ----------------------------------------------------------------------------------------------
def test_value_that_needs_a_second_person_is_proposed_beside_what_stands(story: Story) -> None:
    first = story.begins("alice", {"a": "alive"})
    proposal = story.says("bob", {"a": "dead"}, [first])
    assert (story.shown("a"), story.proposed("a")) == (["alive"], ["dead"])
    assert story.projection().values()["a"] == "alive"
    story.attests("carol", proposal, "a", "dead")
    assert (story.shown("a"), story.proposed("a")) == (["dead"], [])


def test_first_value_that_needs_a_second_person_is_no_value_yet(story: Story) -> None:
    story.begins("alice", {"two/a": 1})
    assert (story.shown("two/a"), story.proposed("two/a")) == ([], [1])
    assert "two/a" not in story.projection().values()


def test_author_alone_is_no_second_person_with_any_device(story: Story) -> None:
    first = story.begins("alice", {"two/a": 1})
    story.attests("alice", first, "two/a", 1)
    story.attests("alice/2", first, "two/a", 1)
    assert story.proposed("two/a") == [1]


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.READER, None])
def test_second_person_without_the_role_does_not_count(story: Story, role: Role | None) -> None:
    story.authority.roles["bob"] = role
    first = story.begins("alice", {"two/a": 1})
    story.attests("bob", first, "two/a", 1)
    assert story.proposed("two/a") == [1]


def test_second_person_who_is_quarantined_later_takes_the_value_back(story: Story) -> None:
    first = story.begins("alice", {"a": "alive"})
    proposal = story.says("bob", {"a": "dead"}, [first])
    vouched = story.attests("mallory", proposal, "a", "dead")
    assert story.shown("a") == ["dead"]
    story.quarantine(vouched)
    assert (story.shown("a"), story.proposed("a")) == (["alive"], ["dead"])


def test_restatement_of_a_proposal_is_no_second_person(story: Story) -> None:
    first = story.begins("alice", {"two/a": 1})
    story.says("bob", {"two/a": 1}, [first])
    assert story.proposed("two/a") == [1]


def test_proposals_in_a_row_stand_beside_the_value_until_one_is_confirmed(story: Story) -> None:
    first = story.begins("alice", {"a": "alive"})
    one = story.says("alice", {"a": "dead"}, [first])
    two = story.says("bob", {"two/b": 1, "a": "alive"}, [one])
    three = story.says("carol", {"a": "dead"}, [two])
    assert (story.shown("a"), story.proposed("a")) == (["alive"], ["dead"])
    story.attests("bob", three, "a", "dead")
    assert (story.shown("a"), story.proposed("a")) == (["dead"], [])


def test_earlier_of_two_proposals_confirmed_replaces_what_stood_and_leaves_the_later_one(story: Story) -> None:
    first = story.begins("alice", {})
    before = story.says("alice", {"two/a": 1}, [first])
    story.attests("bob", before, "two/a", 1)
    one = story.says("alice", {"two/a": 2}, [before])
    story.says("carol", {"two/a": 3}, [one])
    assert (story.shown("two/a"), story.proposed("two/a")) == ([1], [3, 2])
    story.attests("bob", one, "two/a", 2)
    assert (story.shown("two/a"), story.proposed("two/a")) == ([2], [3])


def test_ordinary_edit_after_a_proposal_replaces_both(story: Story) -> None:
    first = story.begins("alice", {"a": "alive"})
    proposal = story.says("bob", {"a": "dead"}, [first])
    story.says("carol", {"a": "released"}, [proposal])
    assert (story.shown("a"), story.proposed("a")) == (["released"], [])
    story.attests("alice", proposal, "a", "dead")
    assert (story.shown("a"), story.proposed("a")) == (["released"], [])


def test_edit_beside_a_proposal_leaves_it_proposed(story: Story) -> None:
    first = story.begins("alice", {"a": "alive"})
    story.says("bob", {"a": "dead"}, [first])
    story.says("carol", {"a": "released"}, [first])
    assert (story.shown("a"), story.proposed("a")) == (["released"], ["dead"])


def confirmed(story: Story) -> tuple[object, ...]:
    """Begins a record with a confirmed value at `two/a` and gives the change that set it."""
    first = story.begins("alice", {"two/a": 1})
    story.attests("bob", first, "two/a", 1)
    return (first,)


def test_deletion_that_needs_a_second_person_only_proposes(story: Story) -> None:
    (first,) = confirmed(story)
    gone = story.says("mallory", {"two/a": GONE}, [first])  # type: ignore[list-item]
    claim = story.projection().fields["two/a"][0]
    assert [voice.id for voice in claim.deletion_proposed_by] == [gone]
    assert story.shown("two/a") == [1]
    story.attests("mallory", gone, "two/a")
    assert story.shown("two/a") == [1]
    story.attests("carol", gone, "two/a")
    assert "two/a" not in story.projection().fields


def test_edit_after_a_proposed_deletion_replaces_the_value(story: Story) -> None:
    (first,) = confirmed(story)
    gone = story.says("mallory", {"two/a": GONE}, [first])  # type: ignore[list-item]
    new = story.says("carol", {"two/a": 2}, [gone])
    assert (story.shown("two/a"), story.proposed("two/a")) == ([1], [2])
    story.attests("bob", new, "two/a", 2)
    assert (story.shown("two/a"), story.proposed("two/a")) == ([2], [])


def test_quarantined_proposal_in_a_chain_is_as_if_it_had_never_been(story: Story) -> None:
    first = story.begins("alice", {"a": "alive"})
    proposal = story.says("mallory", {"a": "dead"}, [first])
    story.says("bob", {"a": "alive"}, [proposal])
    assert len(story.projection().fields["a"][0].restated_by) == 0
    story.quarantine(proposal)
    claim = story.projection().fields["a"][0]
    assert (claim.id, len(claim.restated_by)) == (first, 1)


def test_proposals_in_a_lattice_are_projected_with_bounded_work(story: Story) -> None:
    """Sixty layers of two concurrent proposals have 2^60 ways through them."""
    layer = [story.begins("alice", {"two/a": 0})]
    for depth in range(1, 61):
        layer = [story.says("mallory", {"two/a": 2 * depth + side}, layer) for side in (0, 1)]
    assert len(story.proposed("two/a")) == 121
    story.attests("bob", layer[0], "two/a", 120)
    assert story.shown("two/a") == [120]
    assert story.proposed("two/a") == [121]


# --- P4, P5: attestations and disputes --------------------------------------------------------------------------------
def badges(story: Story, path: str) -> list[object]:
    return [badge.voice.device for badge in story.projection().fields[path][0].attested_by]


def test_attestation_stands_under_the_value_it_names(story: Story) -> None:
    first = story.begins("alice", {"a": "A", "b": "B"})
    story.attests("bob", first, "a", "A", step="document")
    claim = story.projection().fields["a"][0]
    assert [(badge.voice.device, badge.step) for badge in claim.attested_by] == [(device("bob"), "document")]
    assert story.projection().fields["b"][0].attested_by == ()


@pytest.mark.parametrize(("path", "value"), [("a", "B"), ("b", "A"), ("c", "A"), ("a", None)])
def test_attestation_of_another_value_or_path_does_not_count(story: Story, path: str, value: Scalar) -> None:
    first = story.begins("alice", {"a": "A", "b": "B"})
    story.attests("bob", first, path, value)
    assert all(not claim.attested_by for claims in story.projection().fields.values() for claim in claims)


def test_attestation_of_a_change_not_held_does_not_count(story: Story) -> None:
    story.begins("alice", {"a": "A"})
    story.attests("bob", (story.entry("alice"), 5), "a", "A")
    assert badges(story, "a") == []


def test_attestation_of_true_does_not_stand_under_one(story: Story) -> None:
    first = story.begins("alice", {"a": 1})
    story.attests("bob", first, "a", True)
    assert badges(story, "a") == []


def test_attestation_does_not_revive_when_the_value_returns(story: Story) -> None:
    first = story.begins("alice", {"a": "A"})
    story.attests("bob", first, "a", "A")
    second = story.says("alice", {"a": "B"}, [first])
    story.says("alice", {"a": "A"}, [second])
    assert story.shown("a") == ["A"]
    assert badges(story, "a") == []


@pytest.mark.parametrize("verdict", [Verdict.QUARANTINED, Verdict.HELD])
def test_attestation_off_the_kept_prefix_does_not_count(story: Story, verdict: Verdict) -> None:
    first = story.begins("alice", {"a": "A"})
    story.quarantine(story.attests("mallory", first, "a", "A"), verdict)
    assert badges(story, "a") == []


@pytest.mark.parametrize(("role", "count"), [(Role.CONTRIBUTOR, 1), (Role.READER, 0), (None, 0)])
def test_dispute_takes_a_contributor_and_does_not_remove_the_value(story: Story, role: Role | None, count: int) -> None:
    story.authority.roles["bob"] = role
    first = story.begins("alice", {"a": "A"})
    story.disputes("bob", first, "a", "A")
    claim = story.projection().fields["a"][0]
    assert len(claim.disputed_by) == count
    assert claim.attested_by == ()
    assert story.shown("a") == ["A"]


GROUPS: dict[str, tuple[Mapping[str, str | None], int]] = {
    "nobody": ({}, 0),
    "the author's own group": ({"bob": "one"}, 0),
    "another group": ({"bob": "two"}, 1),
    "two of another group": ({"bob": "two", "carol": "two"}, 1),
    "two other groups": ({"bob": "two", "carol": "three"}, 2),
    "no group": ({"bob": None}, 0),
    "a group without a steward": ({"bob": "alone"}, 0),
}


@pytest.mark.parametrize("needed", [1, 2])
@pytest.mark.parametrize(("attesters", "votes"), GROUPS.values(), ids=GROUPS)
def test_verified_counts_one_vote_per_group_never_the_authors_own(
    story: Story, attesters: Mapping[str, str | None], votes: int, needed: int
) -> None:
    story.authority.needed = needed
    story.authority.groups.update({"alice": "one", **attesters})
    story.authority.without_steward.add("alone")
    first = story.begins("alice", {"a": "A"})
    for name in attesters:
        story.attests(name, first, "a", "A")
        story.attests(name, first, "a", "A")
    claim = story.projection().fields["a"][0]
    assert claim.is_verified is (votes >= needed)
    assert len(claim.attested_by) == 2 * len(attesters)


def test_values_that_agree_are_no_conflict_but_of_unequal_type_they_are(story: Story) -> None:
    first = story.begins()
    for name, value in (("bob", True), ("carol", True)):
        story.says(name, {"a": value}, [first])
    assert story.shown("a") == [True, True]
    assert list(story.projection().conflicts()) == []
    story.says("mallory", {"a": 1}, [first])
    assert list(story.projection().conflicts()) == ["a"]


def test_attested_value_is_the_one_to_use_of_two(story: Story) -> None:
    first = story.begins()
    values = {story.says(name, {"a": name}, [first]): name for name in ("bob", "carol")}
    for id, name in values.items():
        vouched = story.attests("alice", id, "a", name)
        assert story.projection().values()["a"] == name
        assert list(story.projection().conflicts()) == ["a"]
        del story.verdicts[vouched]


def test_own_attestation_does_not_make_a_value_the_one_to_use(story: Story) -> None:
    first = story.begins()
    values = {name: story.says(name, {"a": name}, [first]) for name in ("bob", "carol")}
    winner = story.projection().values()["a"]
    loser = next(name for name in values if name != winner)
    story.attests(loser, values[loser], "a", str(loser))
    assert story.projection().values()["a"] == winner
    story.attests("alice", values[loser], "a", str(loser))
    assert story.projection().values()["a"] == loser


# --- P6 and the rest --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("modes", "hidden"), [((), False), ((WITHHOLD,), False), ((HIDE,), True), ((1, 2), True)])
def test_record_is_hidden_by_a_hiding_not_by_a_withholding(story: Story, modes: tuple[int, ...], hidden: bool) -> None:
    story.begins()
    story.hidings = tuple(
        Withholding(id=(story.entry("alice"), 0), device=device("alice"), mode=mode, reason="") for mode in modes
    )
    assert is_hidden(story.projection()) is hidden


def test_claim_names_author_time_source_and_who_restated_it(story: Story) -> None:
    first = story.begins("alice")
    told = story.says("bob", {"a": 1}, [first], time=77)
    story.says("carol", {"a": 1}, [told])
    story.says("alice", {"a": 1}, [told])
    claim = story.projection().fields["a"][0]
    assert (claim.voice.device, claim.voice.time) == (device("bob"), 77)
    assert {voice.device for voice in claim.restated_by} == {device("alice"), device("carol")}
    assert list(claim.restated_by) == sorted(claim.restated_by, key=lambda voice: voice.id)


def test_waiting_and_unreadable_are_counted_and_flag_the_hash(story: Story) -> None:
    first = story.begins("alice", {"a": 1})
    whole = story.projection()
    late = story.says("bob", {"a": 2}, [first])
    after = story.says("carol", {"a": 3}, [late])
    change = story.changes.pop(late)
    story.unreadable.add(late)
    closed = story.projection()
    assert (closed.waiting, closed.unreadable) == (1, 1)
    assert story.shown("a") == [1]
    assert closed.hash != whole.hash
    story.unreadable.discard(late)
    story.changes[late] = change
    assert story.shown("a") == [3]
    assert set(story.projection().heads) == {after}


def test_projection_hash_covers_everything_that_is_shown(story: Story) -> None:
    first = story.begins("alice", {"a": 1, "two/b": 1})
    hashes = [story.projection().hash]
    changed = story.says("alice", {"a": 2}, [first])
    hashes.append(story.projection().hash)
    story.says("bob", {"a": 2}, [changed])  # a restatement
    hashes.append(story.projection().hash)
    story.attests("bob", changed, "a", 2)
    hashes.append(story.projection().hash)
    story.disputes("bob", changed, "a", 2)
    hashes.append(story.projection().hash)
    story.attests("bob", first, "two/b", 1)
    hashes.append(story.projection().hash)
    story.says("bob", {"two/b": GONE}, [first])
    hashes.append(story.projection().hash)
    story.says("bob", {"bad/c": 1}, [first])
    hashes.append(story.projection().hash)
    story.authority.groups["bob"] = "two"  # now the value is verified
    hashes.append(story.projection().hash)
    story.hidings = (Withholding(id=(story.entry("alice"), 0), device=device("alice"), mode=HIDE, reason=""),)
    hashes.append(story.projection().hash)
    assert len(set(hashes)) == len(hashes)


def test_projection_hash_does_not_cover_the_claimed_time_of_what_was_refused(story: Story) -> None:
    story.begins()
    projection = story.projection()
    assert projection_hash(projection) == projection.hash
    assert projection_hash(replace(projection, heads=())) == projection.hash


def test_value_hash_tells_type_path_and_value_apart() -> None:
    hashed = [value_hash(path, value) for path in ("a", "b") for value in (None, "", b"", 0, False, 1, True, "1", b"1")]
    assert len(set(hashed)) == 18
    assert {len(one) for one in hashed} == {16}


def test_state_hash_covers_head_members_and_records() -> None:
    head, member, pair = Head(b"h" * 32), [b"d" * 32, 3, None, "active"], (RECORD, b"p" * 32)
    base = state_hash(head, [member], [pair])
    assert base == state_hash(head, (tuple(member),), iter([pair]))
    assert (
        len(
            {
                base,
                state_hash(Head(b"i" * 32), [member], [pair]),
                state_hash(head, [], [pair]),
                state_hash(head, [member], []),
                state_hash(head, [member], [pair, pair]),
            }
        )
        == 5
    )


def test_attestation_of_several_values_counts_for_each(story: Story) -> None:
    first = story.begins("alice", {"a": 1, "b": 2})
    targets = tuple(
        Target(change=first, path=path, value_hash=value_hash(path, value)) for path, value in (("a", 1), ("b", 2))
    )
    story.verdicts[story.entry("bob"), 0] = Attestation(targets=targets, step="", source=None, evidence=(), time=0)
    assert badges(story, "a") == badges(story, "b") == [device("bob")]


def test_put_of_nil_is_a_value_like_any_other(story: Story) -> None:
    first = story.begins()
    story.changed("alice", [Put("a", None)], [first])
    assert story.shown("a") == [None]
