"""Concurrent operations in every delivery order: one result, and never two values (threats B1 to B7).

Up to symmetry, for 1 to 4 stewards: all sets of at most 4 votes, suspensions and recovery certificates, and of whole
certificates with children; 6 operations are sampled. The numbers of sets and states are part of the tests: fewer
would mean that less was looked at.
"""

from collections.abc import Sequence
from itertools import combinations
from random import Random

import pytest

from node.crdt.certificate import CertificateBody, Endorsed
from node.crdt.ids import Device
from node.crdt.policy import Policy
from node.crdt.roster import build_roster
from node.crdt.stage import quorum
from node.crdt.suspension import Suspension
from tests.model.histories import SPACE, stub
from tests.model.orders import Operation, Walk, sets_up_to_symmetry, walk
from tests.support.people import child_body, device_of, genesis_body, place_of

NAMES = ("alice", "bob", "carol", "dave")

Vote = tuple[str, int, int]  # "vote", steward, proposal: the number of a steward to expel, or -1 for another policy
Symbol = tuple[str, int, int]


def founded(count: int) -> Endorsed:
    """Found a space with so many stewards and one recovery key."""
    return stub(genesis_body(NAMES[:count]), by=NAMES[:count])


def proposal(genesis: Endorsed, number: int) -> CertificateBody:
    """Give the body that a vote or a recovery certificate is for."""
    if number < 0:
        return child_body(genesis.body, genesis.id, policy=Policy(votes_verified=2))
    return child_body(genesis.body, genesis.id, expel={NAMES[number]: (place_of(NAMES[number], 1),)})


def symbols(count: int) -> list[Symbol]:
    """List what stewards of a space and its recovery key can do at once."""
    people = range(count)
    expelling = [number for number in people if count > 1]
    votes = [("vote", who, what) for who in people for what in (*expelling, -1) if who != what]
    suspensions = [("suspend", who, whom) for who in people for whom in people if who != whom]
    return [*votes, *suspensions, *(("recover", -1, what) for what in (*expelling, -1))]


def renamed(symbol: object, order: Sequence[int]) -> Symbol:
    """Give the same act by and to others."""
    kind, who, what = symbol  # type: ignore[misc]
    return kind, order[who] if who >= 0 else who, order[what] if what >= 0 else what


def operation_of(genesis: Endorsed, symbol: Symbol) -> Operation:
    """Make the object. A vote is a copy of its certificate with one signature: copies add up."""
    kind, who, what = symbol
    if kind == "suspend":
        device, steward = device_of(NAMES[what]), device_of(NAMES[who])
        return Suspension(space=SPACE, head=genesis.id, steward=steward, slot=what, device=device, frontier=())
    if kind == "vote":
        return stub(proposal(genesis, what), by=(NAMES[who],))
    return stub(proposal(genesis, what), recovery=("paper",))


def double_signers(chosen: Sequence[Symbol]) -> set[int]:
    """Tell who voted for two proposals."""
    votes = [(who, what) for kind, who, what in chosen if kind == "vote"]
    return {who for who, _ in votes if len([1 for other, _ in votes if other == who]) > 1}


@pytest.mark.parametrize(
    ("count", "sets", "states"), [(1, 3, 8), (2, 135, 2125), (3, 889, 16266), (4, 2211, 40429)], ids=lambda v: str(v)
)
def test_b06_votes_suspensions_and_recovery_give_one_result_in_every_order(count: int, sets: int, states: int) -> None:
    genesis, acts = founded(count), symbols(count)
    walked = 0
    classes = sets_up_to_symmetry(acts, range(1, 5), renamed, count)
    for chosen in classes:
        picked = [acts[index] for index in chosen]
        result = walk(genesis, [operation_of(genesis, symbol) for symbol in picked])
        walked += result.states
        assert len(result.finals) == 1, picked
        if len({head for head in result.accepted if head != genesis.id}) > 1:
            has_recovery = any(kind == "recover" for kind, _, _ in picked)
            assert has_recovery or double_signers(picked), f"two values without a double signer: {picked}"
    assert (len(classes), walked) == (sets, states)


@pytest.mark.parametrize("count", [3, 4])
def test_b06_six_operations_sampled_give_one_result_in_every_order(count: int) -> None:
    genesis, acts = founded(count), symbols(count)
    random = Random(count)
    for _ in range(150):
        picked = random.sample(acts, 6)
        assert len(walk(genesis, [operation_of(genesis, symbol) for symbol in picked]).finals) == 1, picked


# --- certificates with children ---------------------------------------------------------------------------------------
def certificates(count: int) -> dict[str, Operation]:
    """List valid certificates of two generations, rivals among them, and a suspension with its settlement."""
    genesis = founded(count)
    names, needed = NAMES[:count], quorum(count)
    front, back = names[:needed], names[-needed:]
    suspension = Suspension(
        space=SPACE, head=genesis.id, steward=device_of("alice"), slot=0, device=device_of("mallory"), frontier=()
    )
    one = stub(proposal(genesis, -1), by=front)
    two = stub(child_body(genesis.body, genesis.id, policy=Policy(votes_verified=3)), by=back)
    more = stub(child_body(genesis.body, genesis.id, stewards=(*names, "erin")), by=(*front, "erin"))
    settling = stub(child_body(genesis.body, genesis.id, settled=(suspension.id,)), by=back)
    rescue = stub(child_body(genesis.body, genesis.id, policy=Policy(votes_verified=4)), recovery=("paper",))
    naming = stub(
        child_body(genesis.body, genesis.id, abandons=(one.id, two.id), policy=Policy(votes_verified=5)),
        recovery=("paper",),
    )
    made: dict[str, Operation] = {
        "suspension": suspension,
        "one": one,
        "two": two,
        "more": more,
        "settling": settling,
        "rescue": rescue,
        "naming": naming,
        "child of one": stub(child_body(one.body, one.id, policy=Policy(votes_verified=6)), by=front),
        "child of two": stub(child_body(two.body, two.id, policy=Policy(votes_verified=7)), by=back),
        "child of rescue": stub(child_body(rescue.body, rescue.id, policy=Policy(votes_verified=8)), by=front),
    }
    if count > 2:
        victim = names[-1]
        by = [name for name in names if name != victim]
        made["expelling"] = stub(child_body(genesis.body, genesis.id, expel={victim: ()}), by=by)
    return made


def is_a_race(names: Sequence[str]) -> bool:
    """Tell whether a certificate with a child has a sibling: what a node saw first then decides."""
    born = {"one", "two", "more", "settling", "rescue", "naming", "expelling"} & set(names)
    parents = {name.removeprefix("child of ") for name in names if name.startswith("child of ")} & born
    return bool(parents) and len(born) > 1


@pytest.mark.parametrize(
    ("count", "sets", "races"), [(1, 385, 87), (2, 385, 87), (3, 561, 114), (4, 561, 114)], ids=lambda v: str(v)
)
def test_b05_siblings_give_one_result_unless_one_was_built_upon(count: int, sets: int, races: int) -> None:
    genesis, made = founded(count), certificates(count)
    looked, raced = 0, 0
    for size in range(1, 5):
        for names in combinations(made, size):
            looked += 1
            held = [made[name] for name in names]
            result = walk(genesis, held)
            if is_a_race(names):
                raced += 1
                _check_cured(genesis, held, result)
            else:
                assert len(result.finals) == 1, names
    assert (looked, raced) == (sets, races)


def _check_cured(genesis: Endorsed, held: Sequence[Operation], result: Walk) -> None:
    """After a race one recovery certificate that names the rivals brings every node to itself, wherever it stood."""
    found = [genesis, *(item for item in held if isinstance(item, Endorsed))]
    rivals = build_roster(SPACE, found).rivals(genesis.id)
    body = child_body(genesis.body, genesis.id, policy=Policy(votes_verified=9), abandons=tuple(rivals))
    cure = stub(body, recovery=("paper",))
    for anchor in result.anchors:
        assert [stage.id for stage in build_roster(SPACE, [*found, cure], anchor).chain] == [genesis.id, cure.id]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_b05_recovery_that_names_both_siblings_is_one_result_whatever_was_seen_first(count: int) -> None:
    genesis, made = founded(count), certificates(count)
    result = walk(genesis, [made[name] for name in ("one", "two", "naming")])
    rescue = made["naming"]
    assert isinstance(rescue, Endorsed)
    assert [view[0] for view in result.finals] == [(genesis.id, rescue.id)]


def test_b06_double_signers_below_the_bound_certify_no_two_values() -> None:
    """For 1 to 7 stewards: two bodies with a quorum each share more stewards than a third of all."""
    for count in range(1, 8):
        stewards = [Device(device_of(f"steward {number}")) for number in range(count)]
        shared = 2 * quorum(count) - count
        assert 3 * shared > count
        genesis = stub(genesis_body([f"steward {n}" for n in range(count)]), by=[f"steward {n}" for n in range(count)])
        for traitors in range(shared):
            honest = count - traitors
            most = traitors + honest // 2
            bodies = [child_body(genesis.body, genesis.id, policy=Policy(votes_verified=votes)) for votes in (2, 3)]
            split = [stewards[:most], [*stewards[:traitors], *stewards[most:]]]
            endorsed = [
                Endorsed(id=stub(body).id, space=None, body=body, stewards=frozenset(side), recovery=frozenset())
                for body, side in zip(bodies, split, strict=True)
            ]
            assert not build_roster(SPACE, [genesis, *endorsed]).is_frozen
