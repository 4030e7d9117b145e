"""The roster agrees with a second one written differently, over random histories; and its answers do not depend on
order."""

from collections.abc import Iterable
from dataclasses import replace
from random import Random

import pytest

from node.crdt.certificate import Endorsed
from node.crdt.ids import Head
from node.crdt.inforce import in_force, suspensions_kept
from node.crdt.limits import SUSPENSIONS_KEPT
from node.crdt.roster import Roster, build_roster
from node.crdt.suspension import Suspension
from tests.model.histories import History, random_history
from tests.model.roster_model import Answer, RosterModel, ids, is_line
from tests.support.people import device_of


def answer_of(roster: Roster, suspensions: Iterable[Suspension]) -> Answer:
    """Put what the code under test says into the model's words."""
    force = in_force(roster, suspensions)
    return Answer(
        chain=tuple(stage.id for stage in roster.chain),
        siblings=frozenset(stage.id for stage in roster.siblings),
        stewards=frozenset(roster.stewards),
        expelled={device: ids(cuts) for device, cuts in roster.head.expelled.items()},
        role_cut={device: ids(cut.cuts) for device, cut in roster.head.role_cuts.items()},
        erased=dict(roster.head.erased),
        settled=force.settled,
        in_force=frozenset(force.by_id),
        resting={steward: suspension.id for steward, suspension in force.resting.items()},
    )


def play(history: History) -> int:
    """Deliver a history object by object to both sides, each step under the anchor of the one before."""
    certificates: list[Endorsed] = []
    suspensions: list[Suspension] = []
    anchor: Head = history.root
    frozen = 0
    for item in history.objects:
        if isinstance(item, Endorsed):
            certificates.append(item)
        else:
            suspensions.append(item)
        roster = build_roster(history.space, certificates, anchor)
        model = RosterModel(certificates, suspensions)
        expected = model.answer(anchor)
        assert answer_of(roster, suspensions) == expected
        assert is_line(model, expected.chain)
        anchor = roster.anchor
        frozen += roster.is_frozen
    return frozen


@pytest.mark.parametrize("block", range(8))
def test_roster_agrees_with_model_on_random_histories(block: int) -> None:
    frozen = sum(play(random_history(seed)) for seed in range(block * 250, (block + 1) * 250))
    assert frozen > 10, "the histories must reach frozen rosters, or they prove little"


def test_roster_agrees_with_model_on_1000_signed_histories() -> None:
    for seed in range(1000):
        play(random_history(seed, steps=6, is_signed=True))


@pytest.mark.proof
def test_roster_agrees_with_model_on_100_000_random_histories() -> None:
    for seed in range(100_000):
        play(random_history(seed, steps=7))


@pytest.mark.parametrize("seed", range(300))
def test_roster_is_the_same_for_any_order_under_one_anchor(seed: int) -> None:
    history = random_history(seed)
    certificates = [item for item in history.objects if isinstance(item, Endorsed)]
    suspensions = [item for item in history.objects if isinstance(item, Suspension)]
    expected = answer_of(build_roster(history.space, certificates, history.root), suspensions)
    random = Random(seed)
    for _ in range(4):
        random.shuffle(certificates)
        random.shuffle(suspensions)
        doubled = [*certificates, *certificates[:2]]
        assert (
            answer_of(build_roster(history.space, doubled, history.root), [*suspensions, *suspensions[:1]]) == expected
        )


@pytest.mark.parametrize("seed", range(200))
def test_suspensions_kept_are_bounded_and_leave_what_is_in_force_as_it_is(seed: int) -> None:
    history = random_history(seed)
    roster = build_roster(history.space, [item for item in history.objects if isinstance(item, Endorsed)])
    suspensions = [item for item in history.objects if isinstance(item, Suspension)]
    flood = [
        replace(item, device=device_of(f"stranger {number}"))
        for item in suspensions
        for number in range(3 * SUSPENSIONS_KEPT)
    ]
    kept = suspensions_kept(roster, [*suspensions, *flood])
    assert in_force(roster, kept.values()).by_id == in_force(roster, [*suspensions, *flood]).by_id
    slots = {(item.steward, item.slot, item.head) for item in suspensions}
    assert len(kept) <= len(slots) * SUSPENSIONS_KEPT + len(suspensions)
