"""A slice of `make fuzz`: any bytes give a value or a decoder's own error, any talk goes on or ends with one.

A failing run replays with: python -m tests.fuzz --target TARGET --seed SEED.
"""

from __future__ import annotations

import pytest

from tests.fuzz.targets import run, run_session, targets

RUNS, SESSIONS = 1_500, 60


@pytest.mark.parametrize("name", targets())
def test_decoder_of_mutated_bytes_gives_a_value_or_its_own_error(name: str) -> None:
    accepted = sum(run(name, seed) for seed in range(RUNS))
    assert accepted < RUNS or name in {"sealed plaintext", "ciphertext"}  # which are total


@pytest.mark.parametrize("name", targets())
def test_decoder_accepts_what_it_is_mutated_from(name: str) -> None:
    target = targets()[name]
    if name != "frame":  # calls of strangers
        for example in target.corpus:
            target.read(example)


def test_mutated_session_goes_on_or_ends_with_the_one_error() -> None:
    outcomes = [run_session(seed) for seed in range(SESSIONS)]
    assert sum(fed for fed, _ in outcomes) > 4 * SESSIONS
    assert {goes_on for _, goes_on in outcomes} == {True, False}
