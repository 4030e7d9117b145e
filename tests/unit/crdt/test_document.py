"""The Automerge document of a record, and its failures, which stay its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import automerge.core as automerge
import pytest

from node.crdt import document
from node.crdt.document import DocumentFailed, RecordDocument
from node.crdt.graph import actor_of
from tests.support.records import GONE, Story

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def story() -> Story:
    story = Story()
    first = story.begins("alice", {"a": "x", "b": 1, "c": True, "d": b"\0", "e": None, "f": -(2**63), "g": 2**63 - 1})
    left = story.says("bob", {"a": "y", "b": GONE}, [first])
    right = story.says("carol", {"a": "z"}, [first])
    story.says("alice", {"h": "TEST-Ў"}, [left, right])
    return story


def test_document_holds_the_winner_of_every_path(story: Story) -> None:
    graph = story.graph()
    fields = RecordDocument(graph).fields()
    assert fields == {path: graph.standing(path)[0].value for path in graph.paths()}
    assert [type(fields[path]) for path in "acdefg"] == [str, bool, bytes, type(None), int, int]


def test_document_shows_history_at_any_change(story: Story) -> None:
    graph = story.graph()
    made = RecordDocument(graph)
    for node in graph.nodes:
        then = {
            path: graph.standing(path, node.ancestors)[0].value
            for path in graph.by_path
            if graph.standing(path, node.ancestors)
        }
        assert made.fields(made.heads_after(node.position)) == then


def test_document_saved_is_the_same_bytes_every_time_and_loads_again(story: Story) -> None:
    saved = RecordDocument(story.graph()).save()
    assert RecordDocument(story.graph()).save() == saved
    again = automerge.Document.load(saved)
    assert again.get(automerge.ROOT, "h")[0][1] == "TEST-Ў"


def test_document_changes_carry_no_clock_and_an_actor_each(story: Story) -> None:
    graph = story.graph()
    changes = automerge.Document.load(RecordDocument(graph).save()).get_changes([])
    assert {change.actor_id for change in changes} == {actor_of(node.id) for node in graph.nodes}
    assert {change.timestamp.timestamp() for change in changes if change.timestamp.year != 1970} == set()
    assert {change.seq for change in changes} == {1}


def test_document_of_no_operations_is_empty() -> None:
    made = RecordDocument(Story().graph())
    assert made.fields() == {}
    assert automerge.Document.load(made.save()).keys(automerge.ROOT) == []


class Panic(BaseException):
    """Stands for the binding's own PanicException, which is no Exception either."""


class Failing:
    """A document of which one method fails."""

    def __init__(self, real: Any, method: str, error: BaseException) -> None:
        self._real, self._method, self._error = real, method, error

    def __getattr__(self, name: str) -> Any:
        if name == self._method:
            raise self._error
        return getattr(self._real, name)


def read_and_save(story: Story) -> bytes:
    """Does with a document all that the node does."""
    made = RecordDocument(story.graph())
    made.fields()
    return made.save()


@pytest.mark.parametrize("error", [ValueError("x"), RuntimeError("x"), Panic("x"), MemoryError(), AssertionError()])
@pytest.mark.parametrize("method", ["fork_at", "merge", "save", "keys", "get"])
def test_document_whatever_the_library_raises_fails_alone(
    story: Story, method: str, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = document.automerge.Document
    monkeypatch.setattr(document.automerge, "Document", lambda actor: Failing(real(actor), method, error))
    with pytest.raises(DocumentFailed) as failed:
        read_and_save(story)
    assert type(error).__name__ in str(failed.value)
    assert "TEST" not in str(failed.value)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_document_does_not_swallow_the_end_of_the_program(
    story: Story, stop: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = document.automerge.Document
    monkeypatch.setattr(document.automerge, "Document", lambda actor: Failing(real(actor), "merge", stop()))
    with pytest.raises(stop):
        RecordDocument(story.graph())


PANIC = """
import os
from node.crdt import document
from tests.support.records import Story
document._TYPES[int] = document.automerge.ScalarType.Counter  # what makes this version of the library panic
story = Story()
story.begins("alice", {"n": 1})
failed = 0
for _ in range(20):
    try:
        document.RecordDocument(story.graph())
    except document.DocumentFailed:
        failed += 1
print(failed, len(document._BROKEN), document.BROKEN_DOCUMENTS_MAX, flush=True)
os._exit(0)
"""


def test_document_that_panics_in_a_transaction_leaves_the_program_alive() -> None:
    """Freed with its transaction open, such a document would end the process: it is kept instead, up to a bound."""
    run = subprocess.run([sys.executable, "-c", PANIC], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-500:]
    assert run.stdout.split() == ["20", "16", "16"]
