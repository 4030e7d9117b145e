"""Statements signed by groups: when a group has signed, and what ends it."""

from __future__ import annotations

import pytest

from node.crdt.claims import Projection
from node.crdt.ids import ChangeId, Group, Record
from node.ledger.vocabulary.source import COSIGNED
from node.service.errors import Refused
from node.service.records import add_record, read_projection, set_values
from node.service.spaces import create_space
from node.service.statements import cosign, signatures, statement_texts, take_back
from tests.sim.nodes import NOW, SimNode, join, new_node, sync
from tests.support.records import Story, octets

TEXTS = {"texts/a/title": "TEST-", "texts/a/text": "TEST-текст"}


def group(name: str) -> Group:
    return Group(octets(f"group {name}", 16))


def told() -> tuple[Story, ChangeId]:
    """A statement by alice of the group one; bob is of two, carol of three."""
    story = Story()
    story.authority.groups = {"alice": "one", "bob": "two", "carol": "three", "mallory": None}
    change = story.begins("alice", {})
    return story, story.says("alice", TEXTS, [change])


def signs(story: Story, who: str, change: ChangeId, *paths: str, step: str = COSIGNED) -> None:
    for path in paths or TEXTS:
        story.attests(who, change, path, TEXTS[path], step=step)


def groups(story: Story) -> set[Group]:
    return {one.group for one in signatures(story.projection())}


def test_groups_whose_members_signed_every_text_have_signed() -> None:
    story, change = told()
    signs(story, "bob", change)
    signs(story, "alice", change)
    signs(story, "carol", change, "texts/a/title")
    assert groups(story) == {group("one"), group("two")}


def test_ordinary_confirmation_is_no_signature() -> None:
    story, change = told()
    signs(story, "bob", change, step="two_sources")
    signs(story, "mallory", change)
    assert groups(story) == set()


def test_change_of_one_text_ends_every_signature() -> None:
    story, change = told()
    signs(story, "bob", change)
    later = story.says("alice", {"texts/a/text": "TEST-іншы"}, [change])
    assert groups(story) == set()
    story.attests("bob", later, "texts/a/text", "TEST-іншы", step=COSIGNED)
    assert groups(story) == {group("two")}


def test_second_text_side_by_side_counts_for_nobody() -> None:
    story, change = told()
    signs(story, "bob", change)
    story.says("alice", {"texts/a/text": "TEST-x"}, [next(iter(story.changes))])
    assert groups(story) == set()


def test_doubt_within_the_group_takes_the_signature_back_and_of_others_does_not() -> None:
    story, change = told()
    signs(story, "bob", change)
    story.disputes("carol", change, "texts/a/text", TEXTS["texts/a/text"])
    assert groups(story) == {group("two")}
    story.authority.groups["bob/2"] = "two"
    story.disputes("bob/2", change, "texts/a/text", TEXTS["texts/a/text"])
    assert groups(story) == set()


def test_parts_signed_by_different_members_are_no_signature() -> None:
    story, change = told()
    story.authority.groups["dave"] = "two"
    signs(story, "bob", change, "texts/a/title")
    signs(story, "dave", change, "texts/a/text")
    assert groups(story) == set()


@pytest.fixture
def alice() -> SimNode:
    node = new_node("alice")
    node.run(create_space(node.node, title="TEST-space", group="TEST-group"))
    return node


def shown(projection: Projection) -> list[ChangeId]:
    return [claim.id for claims in statement_texts(projection).values() for claim in claims]


def stands(node: SimNode, record: Record) -> Projection:
    return node.run(read_projection(node.space(), record))


def test_signing_and_taking_back_on_a_node(alice: SimNode) -> None:
    record = alice.run(add_record(alice.space(), "statement", TEXTS, now=NOW))
    alice.run(cosign(alice.space(), record, now=NOW + 7, shown=shown(stands(alice, record))))
    (one,) = signatures(stands(alice, record))
    assert (one.group, one.time) == (alice.space().view.group_of(alice.node.device), NOW + 7)
    alice.run(take_back(alice.space(), record, now=NOW + 8, shown=shown(stands(alice, record))))
    assert signatures(stands(alice, record)) == []


def test_text_changed_since_it_was_read_is_not_signed(alice: SimNode) -> None:
    bob, space = new_node("bob"), alice.space().space
    join(bob, alice, space)
    record = alice.run(add_record(alice.space(), "statement", TEXTS, now=NOW))
    sync(bob, alice, space)
    read = shown(stands(bob, record))
    alice.run(set_values(alice.space(), record, {"texts/a/text": "TEST-іншы"}, now=NOW))
    sync(bob, alice, space)
    with pytest.raises(Refused, match="read it again"):
        bob.run(cosign(bob.space(), record, now=NOW, shown=read))
    with pytest.raises(Refused):
        bob.run(cosign(bob.space(), record, now=NOW, shown=[]))


def test_nothing_but_a_statement_is_signed(alice: SimNode) -> None:
    record = alice.run(add_record(alice.space(), "guide", {**TEXTS, "topic": "money"}, now=NOW))
    with pytest.raises(Refused):
        alice.run(cosign(alice.space(), record, now=NOW, shown=shown(stands(alice, record))))
