"""Bodies made from wishes, and read back."""

import pytest

from node.crdt.certificate import decode_certificate_body, encode_certificate_body
from node.crdt.changes import (
    Changes,
    abandon,
    add_group,
    add_steward,
    change_recovery,
    changes_of,
    cut_role,
    decide,
    drop_group,
    drop_steward,
    erase,
    expel,
    settle,
    successor,
)
from node.crdt.errors import NotAllowed
from node.crdt.ids import Head, Record
from node.crdt.policy import Policy
from tests.support.people import device_of, group_of, new_world, octets, place_of, recovery_of, sign

FOUR = ("alice", "bob", "carol", "dave")
WORLD = new_world(FOUR, groups=("one", "two"))
HEAD = WORLD.roster().head
START = successor(HEAD)
DAVE, ERIN = device_of("dave"), device_of("erin")
CUT = (place_of("dave", 3),)
RECORD = Record(octets("record", 16))


def test_successor_changes_nothing_and_follows() -> None:
    changed = changes_of(HEAD, START)
    assert not any(getattr(changed, name) for name in Changes.__slots__)
    world = new_world(FOUR, groups=("one", "two"))
    world.add(sign(START, by=FOUR[:3]))
    assert world.roster().head.version == 1


@pytest.mark.parametrize(
    ("body", "field", "value"),
    [
        (expel(START, DAVE, CUT), "expulsions", ((DAVE, CUT),)),
        (expel(START, DAVE, CUT), "dropped_stewards", (DAVE,)),
        (expel(expel(START, ERIN, ()), ERIN, CUT), "expulsions", ((ERIN, CUT),)),
        (drop_steward(START, DAVE, CUT), "role_cuts", ((DAVE, CUT),)),
        (drop_steward(START, DAVE, CUT), "dropped_stewards", (DAVE,)),
        (cut_role(cut_role(START, ERIN, ()), ERIN, CUT), "role_cuts", ((ERIN, CUT),)),
        (add_steward(START, ERIN, group_of("two")), "added_stewards", ((ERIN, group_of("two")),)),
        (add_steward(START, DAVE, group_of("two")), "moved_stewards", ((DAVE, group_of("two")),)),
        (add_group(START, group_of("three")), "added_groups", (group_of("three"),)),
        (drop_group(START, group_of("two")), "dropped_groups", (group_of("two"),)),
        (settle(settle(START, [b"b" * 32]), [b"a" * 32]), "settled", (b"a" * 32, b"b" * 32)),
        (
            erase(erase(START, (RECORD, (b"b" * 16,))), (RECORD, (b"a" * 16,))),
            "erasures",
            ((RECORD, (b"a" * 16, b"b" * 16)),),
        ),
        (decide(START, Policy(votes_verified=3)), "policy", Policy(votes_verified=3)),
        (change_recovery(START, [b"k" * 32]), "added_recovery", (b"k" * 32,)),
        (change_recovery(START, [b"k" * 32]), "dropped_recovery", (recovery_of("paper").public,)),
        (abandon(START, [Head(b"h" * 32)]), "abandons", (Head(b"h" * 32),)),
    ],
)
def test_change_is_made_and_read_back(body: object, field: str, value: object) -> None:
    packed = encode_certificate_body(body)  # type: ignore[arg-type]
    assert getattr(changes_of(HEAD, decode_certificate_body(packed)), field) == value


def test_changes_that_no_certificate_makes_are_refused() -> None:
    alone = successor(new_world(("alice",)).roster().head)
    with pytest.raises(NotAllowed):
        expel(alone, device_of("alice"), ())
    with pytest.raises(NotAllowed):
        drop_steward(alone, device_of("alice"), ())
    with pytest.raises(NotAllowed):
        add_steward(START, ERIN, group_of("invented"))
    with pytest.raises(NotAllowed):
        drop_group(START, group_of("one"))
    with pytest.raises(NotAllowed):
        change_recovery(START, [])
