"""Whatever goes wrong between honest nodes, they come to hold the same. `python -m tests.sim SEED` replays a run."""

from __future__ import annotations

import pytest

from tests.sim.network import simulate

SEEDS = range(24)
FAILED_BEFORE: tuple[int, ...] = ()  # seeds that once failed: run every time


@pytest.mark.parametrize("seed", [*SEEDS, *FAILED_BEFORE])
def test_honest_nodes_under_faults_converge(seed: int) -> None:
    simulate(seed)


def test_faults_of_all_kinds_happen() -> None:
    happened = sum((simulate(seed).faults for seed in range(6)), start=simulate(6).faults)
    assert {"crash", "restored disk", "partition", "line cut", "flipped bit", "lost frame"} <= happened.keys()


def test_one_seed_is_one_run() -> None:
    first, second = simulate(3), simulate(3)
    assert first.states() == second.states()
    assert first.faults == second.faults
