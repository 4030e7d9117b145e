"""The operation graph and the projection are functions of the set of changes, and agree with Automerge about it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import automerge.core as automerge
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from node.crdt.bodies import RecordChange
from node.crdt.codec import Scalar
from node.crdt.document import RecordDocument
from node.crdt.graph import Dep, RecordGraph, Verdict, actor_of
from node.crdt.projection import Projection, graph_of, project
from node.service.contents import CLOSED, OpenRecord
from tests.property.record_histories import stories, summary, unheld
from tests.support.records import RECORD, Story

JS = Path(__file__).parents[1] / "js"
MANY = settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


# --- order, duplication, batching, split ------------------------------------------------------------------------------
@MANY
@given(story=stories(), data=st.data())
def test_graph_in_any_order_batching_and_with_duplicates_is_the_same(story: Story, data: st.DataObject) -> None:
    whole = story.graph()
    left_out = {(item.change, item.path): item.verdict for item in whole.refusals}
    own = {id[0] for id in story.changes}
    grown = RecordGraph(
        judge=lambda id, op: left_out.get((id, op.path), Verdict.ACCEPTED),
        status=lambda dep: Dep.VOID if dep[0] not in own and story.holds(dep[0]) else Dep.ABSENT,
    )
    arrivals = [*story.changes, *data.draw(st.lists(st.sampled_from(sorted(story.changes)), max_size=4))]
    order = data.draw(st.permutations(arrivals))
    while order:
        size = data.draw(st.integers(1, len(order)))
        batch, order = order[:size], order[size:]
        grown.extend({id: story.changes[id] for id in batch})
    assert summary(grown) == summary(whole)


@MANY
@given(story=stories(), data=st.data())
def test_projection_grown_payload_by_payload_is_that_of_all_at_once(story: Story, data: st.DataObject) -> None:
    """As payloads arrive, some of them closed at first and opened later, verdicts between the changes they judge."""
    whole = story.projection()
    foreign = {entry for entry in story.origins if not any(id[0] == entry for id in (*story.changes, *story.verdicts))}
    opened = OpenRecord(record=RECORD, held=frozenset(foreign))
    bodies = {**story.changes, **story.verdicts}
    late = data.draw(st.sets(st.sampled_from(sorted(bodies)), max_size=3))
    for id in data.draw(st.permutations([*bodies, *late])):
        is_closed = id in late
        late -= {id}
        opened.add(story.origins[id[0]], id[1], CLOSED if is_closed else bodies[id])
        if data.draw(st.booleans()):
            _projected(opened, story)
    again = _projected(opened, story)
    assert again == whole
    assert again.hash == whole.hash


def _projected(opened: OpenRecord, story: Story) -> Projection:
    contents = opened.contents()
    opened.grow()
    if opened.graph is None:
        opened.graph = graph_of(contents, authority=story.authority, schema=story.schema, is_held=opened.knows_entry)
    return project(contents, opened.graph, authority=story.authority, schema=story.schema)


@MANY
@given(story=stories(), data=st.data())
def test_changes_that_wait_change_nothing_that_is_shown(story: Story, data: st.DataObject) -> None:
    shown = story.projection()
    missing = (unheld(1), 0)
    some = data.draw(st.lists(st.sampled_from(sorted(story.changes)), max_size=3))
    waiting = story.says("mallory", {"a": "too early"}, [missing, *set(some)])
    story.says("mallory", {"b": "too early"}, [waiting])
    after = story.projection()
    assert after.fields == shown.fields
    assert (after.waiting, after.heads) == (shown.waiting + 2, shown.heads)


@MANY
@given(story=stories())
def test_history_without_the_quarantined_shows_the_same_values(story: Story) -> None:
    """What is left out leaves no trace in any value: only in the count of what was refused."""
    shown = story.projection()
    for entry in story.authority.off:
        gone = [id for id in story.changes if id[0] == entry]
        for id in gone:
            change = story.changes[id]
            story.changes[id] = RecordChange(deps=change.deps, time=change.time, source=None, ops=())
        story.verdicts = {id: verdict for id, verdict in story.verdicts.items() if id[0] != entry}
    cleaned = story.projection()
    assert cleaned.fields == shown.fields


# --- Automerge agrees -------------------------------------------------------------------------------------------------
@MANY
@given(story=stories())
def test_automerge_agrees_about_every_winner_at_every_change(story: Story) -> None:
    graph = story.graph()
    document = RecordDocument(graph)
    assert typed(document.fields()) == typed(winners(graph))
    for node in graph.nodes:
        if node.operations:
            then = document.fields(document.heads_after(node.position))
            assert typed(then) == typed(winners(graph, node.ancestors))


@MANY
@given(story=stories())
def test_automerge_agrees_about_every_counter_actor_and_dependency(story: Story) -> None:
    graph = story.graph()
    document = RecordDocument(graph)
    loaded = automerge.Document.load(document.save())
    changes = {change.actor_id: change for change in loaded.get_changes([])}
    effective = [node for node in graph.nodes if node.operations]
    assert set(changes) == {actor_of(node.id) for node in effective}
    for node in effective:
        change = changes[actor_of(node.id)]
        counted = [number for op in node.operations for number in (*([op.counter - 1] * op.clears), op.counter)]
        assert counted == list(range(change.start_op, change.max_op + 1))
        assert set(change.deps) == {document.heads_after(position)[0] for position in node.heads}


@MANY
@given(story=stories(), data=st.data())
def test_automerge_file_holds_the_same_changes_in_any_order_of_arrival(story: Story, data: st.DataObject) -> None:
    whole = automerge.Document.load(RecordDocument(story.graph()).save())
    story.changes = {id: story.changes[id] for id in data.draw(st.permutations(list(story.changes)))}
    other = automerge.Document.load(RecordDocument(story.graph()).save())
    assert set(whole.get_heads()) == set(other.get_heads())


def winners(graph: RecordGraph, seen: int | None = None) -> dict[str, Scalar]:
    """Gives the winning value of each path that has one."""
    standing = {path: graph.standing(path, seen) for path in graph.by_path}
    return {path: ops[0].value for path, ops in standing.items() if ops}


def typed(fields: dict[str, Scalar]) -> dict[str, tuple[type, Scalar]]:
    """Gives values with their types, so that 1 is not true."""
    return {path: (type(value), value) for path, value in fields.items()}


@pytest.mark.node_js
def test_automerge_for_javascript_reads_the_same_fields_and_conflicts(
    require_tool: Callable[[str], str], tmp_path: Path
) -> None:
    node, _ = require_tool("node"), require_tool("npm:@automerge/automerge")
    expected: dict[str, Any] = {}

    @settings(max_examples=60, database=None, suppress_health_check=[HealthCheck.too_slow])
    @given(story=stories())
    def write(story: Story) -> None:
        graph = story.graph()
        name = f"{len(expected)}.automerge"
        (tmp_path / name).write_bytes(RecordDocument(graph).save())
        expected[name] = {path: shown(graph, path) for path in graph.by_path if graph.standing(path)}

    write()
    run = subprocess.run([node, "read_documents.mjs", tmp_path], cwd=JS, capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == expected
    assert any(len(conflict) > 1 for fields in expected.values() for _, conflict in fields.values())


def shown(graph: RecordGraph, path: str) -> list[Any]:
    """Gives what the script prints for a path: the winner, and every value that stands by its operation."""
    standing = graph.standing(path)
    listed = {f"{op.counter}@{op.actor.hex()}": in_json(op.value) for op in standing}
    return [in_json(standing[0].value), listed if len(listed) > 1 else {}]


def in_json(value: Scalar) -> Any:
    """Gives a value as the script prints it."""
    return {"bytes": value.hex()} if isinstance(value, bytes) else value
