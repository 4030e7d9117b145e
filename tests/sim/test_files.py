"""E13: files on demand among liars, lost lines and erasures: whoever keeps every file has every byte in the end."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.sim.picturing import FILES
from tests.sim.plan import draw
from tests.sim.running import run

KINDS = {
    **dict.fromkeys(FILES, 2),
    "picture attached": 8,
    "picture opened": 6,
    **dict.fromkeys(
        ("partition", "crash", "altered payload", "withheld tail", "bundle by stick", "met at a carrier"), 1
    ),
    **dict.fromkeys(("forked log", "restored disk", "traitor expelled"), 1),
}
SEEDS = range(12)


@pytest.mark.parametrize("seed", SEEDS)
def test_e13_every_byte_that_somebody_honest_wrote_comes_to_whoever_keeps_every_file(seed: int) -> None:
    assert run(draw(seed, KINDS)).outcome.alike


def test_pictures_are_attached_and_opened_in_these_runs() -> None:
    counts = sum((run(draw(seed, KINDS)).counts for seed in SEEDS), Counter[str]())
    assert counts["picture attached"] > 10
    assert counts["picture fetched"] > 2
