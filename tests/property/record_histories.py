"""Random histories of one record: several people, any dependencies, puts, deletions, returns, verdicts, quarantine."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from node.crdt.codec import Scalar
from node.crdt.grants import Role
from node.crdt.graph import RecordGraph, Verdict
from node.crdt.ids import ChangeId, EntryId
from tests.support.records import GONE, SmallAuthority, Story, octets

PEOPLE = ("alice", "bob", "carol", "mallory", "alice/2")
PATHS = ("a", "a", "a", "b", "names/x7/text", "two/a", "high/a", "bad/a", "new/a")
VALUES: tuple[Scalar | object, ...] = ("A", "B", "C", "D", "dead", 1, True, b"A", None, 0, GONE, GONE)
AFTER = ((), (), (1,), (2,), (3,), (4,), (0, 1), (0, 2), (1, 3), (0, 5))  # places from the newest; (): all heads
STEPS_MAX = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happens: a change, or a verdict about the value a change put."""

    person: str
    fields: tuple[tuple[str, Scalar | object], ...]
    after: tuple[int, ...]  # which earlier changes, counted from the newest; () means all heads
    deed: str = "change"  # or "attest", "dispute"


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """Draws one step."""
    fields = draw(
        st.lists(
            st.tuples(st.sampled_from(PATHS), st.sampled_from(VALUES)), min_size=1, max_size=3, unique_by=lambda f: f[0]
        )
    )
    return Step(
        person=draw(st.sampled_from(PEOPLE)),
        fields=tuple(fields),
        after=draw(st.sampled_from(AFTER)),
        deed=draw(st.sampled_from(("change",) * 6 + ("attest", "attest", "dispute"))),
    )


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Draws a history of up to STEPS_MAX steps after the first change."""
    authority = SmallAuthority(
        roles={"carol": draw(st.sampled_from((Role.VERIFIER, Role.CONTRIBUTOR, Role.READER)))},
        groups={"bob": "two", "carol": "three", "mallory": draw(st.sampled_from(("two", None)))},
        needed=draw(st.integers(1, 2)),
    )
    story = Story(authority=authority)
    ids = [story.begins("alice", {"a": "A"})]
    for step in draw(st.lists(steps(), min_size=draw(st.integers(0, 10)), max_size=STEPS_MAX)):
        ids.extend(_take(story, step, ids))
    for id in draw(st.sets(st.sampled_from(sorted([*story.changes, *story.verdicts])), max_size=2)):
        if id != ids[0]:
            story.quarantine(id, draw(st.sampled_from((Verdict.QUARANTINED, Verdict.HELD))))
    return story


def _take(story: Story, step: Step, ids: list[ChangeId]) -> list[ChangeId]:
    if step.deed != "change":
        _judge(story, step, ids)
        return []
    after = {ids[-1 - back % len(ids)] for back in step.after} or _heads(story)
    if 5 in step.after:  # a dependency on what is not of this record
        after.add((story.entry("mallory"), 1))
    return [story.says(step.person, dict(step.fields), after)]


def _heads(story: Story) -> set[ChangeId]:
    return story.changes.keys() - {dep for change in story.changes.values() for dep in change.deps}


def _judge(story: Story, step: Step, ids: list[ChangeId]) -> None:
    id = ids[-1 - sum(step.after) % len(ids)]
    for op in story.changes[id].ops:
        value = getattr(op, "value", None)
        make = story.attests if step.deed == "attest" else story.disputes
        make(step.person, id, op.path, value)


def summary(graph: RecordGraph) -> tuple[object, ...]:
    """Gives everything a graph decides, in an order of its own."""
    ops = sorted(
        (op.change, op.path, repr(op.value), op.is_delete, op.counter, sorted(later.change for later in op.replaced_by))
        for listed in graph.by_path.values()
        for op in listed
    )
    stated = sorted((item.change, item.operation.change, item.operation.path) for item in graph.restatements)
    refused = sorted((item.change, item.path, item.verdict.value) for item in graph.refusals)
    standing = {path: [op.change for op in graph.standing(path)] for path in sorted(graph.by_path)}
    return ops, stated, refused, standing, graph.heads, graph.newest(32), sorted(graph.waiting)


def unheld(number: int) -> EntryId:
    """Gives the id of an entry that nobody holds."""
    return EntryId(octets(f"never held {number}"))
