"""The operation graph: what stands, what conflicts, what wins, and what leaves no trace."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import pytest

from node.crdt.bodies import Delete, Put, RecordChange
from node.crdt.codec import Scalar
from node.crdt.graph import ChangeId, Dep, RecordGraph, Verdict, actor_of, same_value
from node.crdt.ids import EntryId
from tests.support.records import GONE, octets

Fields = Mapping[str, Scalar | object]


class Made:
    """A graph whose operations are all accepted, but for paths that begin with `no`."""

    def __init__(self) -> None:
        self.void: set[ChangeId] = set()
        self.changes: dict[ChangeId, RecordChange] = {}
        self.graph = self.empty()

    def empty(self) -> RecordGraph:
        return RecordGraph(
            judge=lambda _, op: Verdict.BAD if op.path.startswith("no") else Verdict.ACCEPTED,
            status=lambda dep: Dep.VOID if dep in self.void else Dep.ABSENT,
        )

    def change(self, name: str, fields: Fields, *after: ChangeId) -> ChangeId:
        id = named(name)
        ops = tuple(Delete(path) if value is GONE else Put(path, value) for path, value in sorted(fields.items()))  # type: ignore[arg-type]
        self.changes[id] = RecordChange(deps=after, time=0, source=None, ops=ops)
        self.graph.extend({id: self.changes[id]})
        return id

    def values(self, path: str) -> list[Scalar]:
        return [op.value for op in self.graph.standing(path)]


def named(name: str) -> ChangeId:
    return EntryId(octets(name)), 0


@pytest.fixture
def made() -> Made:
    return Made()


def test_graph_of_nothing_has_no_heads(made: Made) -> None:
    assert made.graph.heads == []
    assert made.values("a") == []


def test_put_after_put_replaces_it(made: Made) -> None:
    first = made.change("1", {"a": "x"})
    second = made.change("2", {"a": "y"}, first)
    assert made.values("a") == ["y"]
    assert made.graph.heads == [second]


def test_concurrent_puts_stand_side_by_side_the_winner_first(made: Made) -> None:
    first = made.change("1", {"a": "x"})
    left, right = made.change("2", {"a": "y"}, first), made.change("3", {"a": "z"}, first)
    by_actor = {actor_of(left): "y", actor_of(right): "z"}
    assert made.values("a") == [by_actor[max(by_actor)], by_actor[min(by_actor)]]
    made.change("4", {"a": "w"}, left, right)
    assert made.values("a") == ["w"]


def test_winner_of_concurrent_puts_has_the_higher_counter(made: Made) -> None:
    first = made.change("1", {"a": "x"})
    longer = made.change("2", {"b": 1}, first)
    made.change("3", {"a": "after b"}, longer)
    made.change("4", {"a": "beside b"}, first)
    assert made.values("a") == ["after b", "beside b"]


def test_operations_of_one_change_count_in_the_order_of_their_paths(made: Made) -> None:
    first = made.change("1", {"b": 1, "a": 1})
    assert {op.path: op.counter for op in made.graph.nodes[0].operations} == {"a": 1, "b": 2}
    made.change("2", {"c": 1}, first)
    assert made.graph.nodes[1].operations[0].counter == 3


def test_delete_removes_what_its_author_saw_and_a_concurrent_put_survives(made: Made) -> None:
    first = made.change("1", {"a": "x"})
    made.change("2", {"a": GONE}, first)
    made.change("3", {"a": "y"}, first)
    assert made.values("a") == ["y"]


def test_delete_of_nothing_counts_for_nothing(made: Made) -> None:
    first = made.change("1", {"a": GONE})
    made.change("2", {"b": 1}, first)
    assert made.graph.nodes[0].operations == ()
    assert made.graph.nodes[1].heads == ()
    assert made.graph.nodes[1].operations[0].counter == 1


def test_delete_of_a_conflict_removes_all_values_seen(made: Made) -> None:
    left, right = made.change("1", {"a": 1}), made.change("2", {"a": 2})
    made.change("3", {"a": GONE}, left, right)
    assert made.values("a") == []
    assert list(made.graph.paths()) == []


@pytest.mark.parametrize(("before", "after"), [(1, True), (0, False), (b"x", "x"), (None, False), ("", b"")])
def test_put_of_an_equal_value_of_another_type_is_a_change(made: Made, before: Scalar, after: Scalar) -> None:
    first = made.change("1", {"a": before})
    made.change("2", {"a": after}, first)
    assert made.graph.restatements == []
    assert [type(value) for value in made.values("a")] == [type(after)]
    assert not same_value(before, after)


def test_put_of_what_stands_is_a_restatement_and_transparent(made: Made) -> None:
    first = made.change("1", {"a": "x"})
    again = made.change("2", {"a": "x"}, first)
    made.change("3", {"b": 1}, again)
    assert [item.operation.change for item in made.graph.restatements] == [first]
    assert made.graph.nodes[2].heads == (0,)
    assert made.graph.nodes[2].operations[0].counter == 2


def test_put_of_one_of_two_conflicting_values_resolves_the_conflict(made: Made) -> None:
    left, right = made.change("1", {"a": 1}), made.change("2", {"a": 2})
    third = made.change("3", {"a": 1}, left, right)
    assert [op.change for op in made.graph.standing("a")] == [third]
    made.change("4", {"b": 1}, third)
    counted = {op.value: (op.counter, op.clears) for op in made.graph.by_path["a"] if op.change == third}
    is_winner = actor_of(left) > actor_of(right)
    assert counted == {1: (3, True) if is_winner else (2, False)}
    assert made.graph.by_path["b"][0].counter == (4 if is_winner else 3)


def test_put_of_what_two_people_said_alike_sets_it_anew(made: Made) -> None:
    left, right = made.change("1", {"a": "same"}), made.change("2", {"a": "same"})
    assert made.values("a") == ["same", "same"]
    third = made.change("3", {"a": "same"}, left, right)
    assert [(op.change, op.clears) for op in made.graph.standing("a")] == [(third, True)]


def test_value_there_and_back_is_a_new_operation(made: Made) -> None:
    first = made.change("1", {"a": "A"})
    second = made.change("2", {"a": "B"}, first)
    third = made.change("3", {"a": "A"}, second)
    assert [op.change for op in made.graph.standing("a")] == [third]


def test_operation_not_accepted_is_left_out_and_its_change_transparent(made: Made) -> None:
    first = made.change("1", {"a": "x"})
    refused = made.change("2", {"no": 1}, first)
    made.change("3", {"a": "y"}, refused)
    assert made.values("a") == ["y"]
    assert [(item.change, item.path, item.verdict) for item in made.graph.refusals] == [(refused, "no", Verdict.BAD)]
    assert made.graph.nodes[2].heads == (0,)


def test_dependency_not_held_makes_a_change_wait_with_all_that_follow(made: Made) -> None:
    missing = named("missing")
    second = made.change("2", {"a": 2}, missing)
    third = made.change("3", {"b": 3}, second)
    assert set(made.graph.waiting) == {second, third}
    assert made.graph.heads == []
    made.change("missing", {"a": 1})
    assert made.graph.waiting == {}
    assert made.values("a") == [2]
    assert made.values("b") == [3]


def test_dependency_that_is_void_is_ignored(made: Made) -> None:
    void = named("void")
    made.void.add(void)
    made.change("1", {"a": 1}, void)
    assert made.graph.waiting == {}
    assert made.values("a") == [1]


def test_dependency_that_turns_out_void_ends_the_waiting(made: Made) -> None:
    void = named("void")
    made.change("1", {"a": 1}, void)
    assert len(made.graph.waiting) == 1
    made.void.add(void)
    made.graph.extend({})
    assert made.graph.waiting == {}


def test_extend_with_what_is_there_changes_nothing(made: Made) -> None:
    first = made.change("1", {"a": "x"})
    made.change("2", {"a": "x"}, first)
    made.change("3", {"no": 1}, named("missing"))
    for _ in range(2):
        made.graph.extend(made.changes)
    assert len(made.graph.nodes) == 2
    assert len(made.graph.restatements) == 1
    assert len(made.graph.by_path["a"]) == 1
    assert len(made.graph.waiting) == 1


def test_put_after_a_deletion_replaces_the_deletion(made: Made) -> None:
    first = made.change("1", {"a": "x"})
    gone = made.change("2", {"a": GONE}, first)
    made.change("3", {"a": "y"}, gone)
    put, delete, again = made.graph.by_path["a"]
    assert put.replaced_by == [delete]
    assert delete.replaced_by == [again]
    assert again.replaces == (delete,)


def test_standing_at_earlier_changes_shows_what_stood_there(made: Made) -> None:
    first = made.change("1", {"a": 1})
    made.change("2", {"a": 2}, first)
    made.change("3", {"a": 3}, first)
    at = {node.id: [op.value for op in made.graph.standing("a", node.ancestors)] for node in made.graph.nodes}
    assert list(at.values()) == [[1], [2], [3]]


def test_graph_is_the_same_in_every_order_of_arrival(made: Made) -> None:
    first = made.change("1", {"a": 1, "no": 1})
    left = made.change("2", {"a": 2}, first)
    right = made.change("3", {"a": GONE, "b": 1}, first)
    again = made.change("4", {"b": 1}, left, right)
    made.change("5", {"a": 5}, again)
    seen = set()
    for order in itertools.permutations(made.changes):
        graph = made.empty()
        for id in order:
            graph.extend({id: made.changes[id]})
        seen.add(summary(graph))
    assert len(seen) == 1
    assert seen == {summary(made.graph)}


def summary(graph: RecordGraph) -> str:
    """Tells everything a graph decides, in an order of its own."""
    ops = sorted(
        (op.change, op.path, repr(op.value), op.counter, sorted(later.change for later in op.replaced_by))
        for listed in graph.by_path.values()
        for op in listed
    )
    stated = sorted((item.change, item.operation.change, item.operation.path) for item in graph.restatements)
    refused = sorted((item.change, item.path, item.verdict.value) for item in graph.refusals)
    standing = {path: [op.change for op in graph.standing(path)] for path in sorted(graph.by_path)}
    return repr((ops, stated, refused, standing, graph.heads, sorted(graph.waiting)))


def test_newest_of_few_heads_are_the_heads(made: Made) -> None:
    ids = [made.change(str(number), {"a": number}) for number in range(3)]
    assert made.graph.newest(3) == sorted(ids) == made.graph.heads


def test_newest_of_too_many_heads_keeps_those_that_hold_values(made: Made) -> None:
    honest = made.change("honest", {"a": 1})
    covered = made.change("covered", {"b": 1})
    for number in range(40):
        made.change(f"junk {number}", {"no": number})
        made.change(f"junk on top {number}", {"no": number}, covered)
    assert set(made.graph.newest(32)) == {honest, covered}


def test_newest_of_too_many_values_keeps_the_highest_counters(made: Made) -> None:
    base = made.change("base", {"a": 0})
    late = made.change("late", {"b": 0}, base)
    for number in range(40):
        made.change(f"beside {number}", {"c": number})
    newest = made.graph.newest(32)
    assert len(newest) == 32
    assert late in newest


def test_long_history_of_one_field_costs_no_walk_through_it(made: Made) -> None:
    id = made.change("0", {"a": 0})
    for number in range(1, 300):
        id = made.change(str(number), {"a": number if number % 3 else GONE}, id)
        assert len(made.graph._unreplaced["a"]) == 1
    assert made.values("a") == [299]
