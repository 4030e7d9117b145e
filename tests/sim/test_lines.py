"""E2: lines that lose, double, reorder and delay what goes over them, and end without a word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.sim.plan import draw
from tests.sim.running import run

BAD_LINES = {
    "lost frame": 1,
    "lossy line": 2,
    "doubled frame": 1,
    "overtaking frame": 1,
    "latency of ten seconds": 1,
    "line cut": 1,
}
SEEDS = range(6)


@pytest.mark.parametrize("seed", SEEDS)
def test_e02_loss_reordering_duplicates_and_latency_end_in_one_state(seed: int) -> None:
    plan = replace(draw(seed, BAD_LINES), traitors=frozenset())
    result = run(plan)
    assert len(result.states) == 1
    assert sum(result.counts[kind] for kind in BAD_LINES) > 0
    assert result.outcome.alike >= plan.stewards + plan.members


def test_e02_every_fault_of_a_line_is_drawn_among_these_seeds() -> None:
    drawn = {step.deed for seed in SEEDS for step in draw(seed, BAD_LINES).steps}
    assert drawn >= BAD_LINES.keys()
