"""Whatever goes wrong, whoever lies: honest nodes come to hold the same, and what they hold is right.

A failing seed prints the line that replays it and cuts it down; then it goes into `failed_before.txt`.
"""

from __future__ import annotations

import pytest

from tests.sim.running import KINDS, failed_before, plan_of, run, simulate

SCHEDULES = 500
IN_A_TEST = 25
BLOCKS = range(0, SCHEDULES, IN_A_TEST)


@pytest.mark.parametrize("first", BLOCKS)
def test_honest_nodes_among_faults_and_traitors_come_to_hold_the_same(first: int) -> None:
    for seed in range(first, first + IN_A_TEST):
        simulate(seed)


@pytest.mark.parametrize(("seed", "generation"), failed_before())
def test_schedule_that_failed_once_holds(seed: int, generation: int) -> None:
    simulate(seed, generation)


def test_there_are_many_kinds_of_faults_and_each_is_drawn() -> None:
    drawn = {step.deed for seed in range(SCHEDULES) for step in plan_of(seed).steps}
    assert len(KINDS) >= 25
    assert drawn >= KINDS.keys()


def test_one_seed_is_one_run() -> None:
    first, second = simulate(3), simulate(3)
    assert first == second


def test_step_left_out_changes_no_other() -> None:
    plan = plan_of(3)
    left = plan.without(frozenset({plan.steps[0].number}))
    assert left.steps == plan.steps[1:]
    assert run(left).states
