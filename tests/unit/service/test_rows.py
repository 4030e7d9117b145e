"""The cached row of a record: what lists and search read of it."""

from __future__ import annotations

import pytest

from node.crdt.bodies import HIDE
from node.crdt.claims import Withholding
from node.crdt.ids import Space
from node.ledger.schema import LEDGER
from node.service.effects import RecordRow
from node.service.rows import ATTESTED, CONFLICT, DISPUTED, PROPOSED, VERIFIED, row_of, values_of, view_of
from tests.support.records import RECORD, Story, device

SPACE = Space(b"s" * 16)


@pytest.fixture
def story() -> Story:
    return Story()


def row(story: Story) -> RecordRow:
    return row_of(SPACE, story.projection(), LEDGER)


def marks(story: Story, path: str) -> int:
    return view_of(row(story))[path].marks


def test_row_holds_kind_hash_values_and_no_marks(story: Story) -> None:
    story.begins("alice", {"a": 1, "b": b"x", "c": None})
    made = row(story)
    assert (made.space, made.record, made.kind, made.is_hidden) == (SPACE, RECORD, "thing", False)
    assert made.hash == story.projection().hash
    assert values_of(made) == {"a": 1, "b": b"x", "c": None, "kind": "thing"}
    assert {shown.marks for shown in view_of(made).values()} == {0}


def test_row_of_a_kind_nobody_declared_has_no_title_but_its_values(story: Story) -> None:
    story.begins("alice", {"a": 1})
    assert (row(story).title, row(story).tokens, row(story).refs) == ("", "", ())


def test_row_of_a_record_without_a_kind_is_empty(story: Story) -> None:
    story.says("alice", {"a": 1})
    made = row(story)
    assert (made.kind, values_of(made)) == ("", {})


def test_row_marks_what_stands_under_a_value(story: Story) -> None:
    first = story.begins("alice", {"a": 1})
    assert marks(story, "a") == 0
    story.attests("alice", first, "a", 1)
    assert marks(story, "a") == ATTESTED
    story.authority.groups["bob"] = "two"
    story.attests("bob", first, "a", 1)
    assert marks(story, "a") == ATTESTED | VERIFIED
    story.disputes("carol", first, "a", 1)
    assert marks(story, "a") == ATTESTED | VERIFIED | DISPUTED


def test_row_marks_conflicts_of_different_values_only(story: Story) -> None:
    first = story.begins()
    story.says("alice", {"a": 1}, [first])
    story.says("bob", {"a": 1}, [first])
    assert marks(story, "a") == 0
    story.says("carol", {"a": 2}, [first])
    assert marks(story, "a") == CONFLICT


def test_row_shows_a_proposal_only_where_there_is_nothing_else(story: Story) -> None:
    first = story.begins("alice", {"two/a": 1})
    assert marks(story, "two/a") == PROPOSED
    assert "two/a" not in values_of(row(story))
    story.attests("bob", first, "two/a", 1)
    story.says("alice", {"two/a": 2}, [first])
    assert (view_of(row(story))["two/a"].value, marks(story, "two/a")) == (1, ATTESTED)


def test_row_of_a_hidden_record_says_so(story: Story) -> None:
    story.begins()
    story.hidings = (Withholding(id=(story.entry("alice"), 0), device=device("alice"), mode=HIDE, reason=""),)
    assert row(story).is_hidden


def test_row_of_a_record_at_its_size_limit_is_read_back(story: Story) -> None:
    first = story.begins()
    for start in range(0, 9_000, 500):
        story.says("alice", {f"items/i{number}/text": "x" * 40 for number in range(start, start + 500)}, [first])
    assert len(values_of(row(story))) == 9_001
