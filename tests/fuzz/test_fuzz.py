"""A slice of `make fuzz`: any bytes give a value or a decoder's own error, any talk goes on or ends with one.

A failing run replays with: python -m tests.fuzz --target TARGET --seed SEED.
"""

from __future__ import annotations

import pytest

from tests.fuzz.sessions import TALKS
from tests.fuzz.targets import run, targets

RUNS, TALKED = 1_500, 60
FEW = 300  # of those that take long
TOTAL = {"sealed plaintext", "ciphertext", "bundle stream", "beacon"}  # which refuse nothing


@pytest.mark.parametrize("name", targets())
def test_decoder_of_mutated_bytes_gives_a_value_or_its_own_error(name: str) -> None:
    runs = RUNS if targets()[name].share > 1 else FEW
    accepted = sum(run(name, seed) for seed in range(runs))
    assert accepted < runs or name in TOTAL


@pytest.mark.parametrize("name", targets())
def test_decoder_accepts_what_it_is_mutated_from(name: str) -> None:
    target = targets()[name]
    if name != "frame":  # calls of strangers
        for example in target.corpus:
            target.read(example)


@pytest.mark.parametrize("name", TALKS)
def test_talk_that_is_changed_on_the_way_goes_on_or_ends_with_its_own_error(name: str) -> None:
    outcomes = [TALKS[name](seed) for seed in range(TALKED)]
    assert sum(fed for fed, _ in outcomes) > 4 * TALKED
    assert {goes_on for _, goes_on in outcomes} == {True, False}
