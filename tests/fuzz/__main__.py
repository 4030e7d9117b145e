"""Feed every decoder and whole sessions with wrong bytes: `python -m tests.fuzz [RUNS]`, 1,000,000 unless told.

Runs are numbered, so that one can be done again: `python -m tests.fuzz --target TARGET --seed SEED`. Ends with 1 where
anything but a decoder's own error came out.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Callable, Iterator

from tests.fuzz.sessions import TALKS
from tests.fuzz.targets import run, targets

RUNS = 1_000_000
TALKS_OF = 100  # one of each kind of talk for so many runs of decoders
FAILURES_MAX = 20  # after which nothing new is to be learned


def main(words: list[str]) -> int:
    """Run what the words name and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("runs", type=int, nargs="?", default=RUNS)
    parser.add_argument("--first", type=int, default=0, help="the seed to begin with")
    parser.add_argument("--target", choices=[*targets(), *TALKS])
    parser.add_argument("--seed", type=int)
    asked = parser.parse_args(words)
    if asked.target and asked.seed is not None:
        print(TALKS[asked.target](asked.seed) if asked.target in TALKS else run(asked.target, asked.seed))
        return 0
    return fuzz(asked.runs, asked.first, [asked.target] if asked.target else [*targets(), *TALKS])


def fuzz(runs: int, first: int, names: list[str]) -> int:
    """Share runs among targets, print what became of them, return the exit code."""
    begun, failures = time.monotonic(), 0
    print(f"{'accepted':>10} {'refused':>10}  target")
    total = 0
    for name, count in shares(runs, names):
        accepted, fed, failed = (_talks if name in TALKS else _decoder)(name, count, first)
        failures += failed
        total += fed
        print(f"{accepted:10} {fed - accepted:10}  {name}", flush=True)
        if failures > FAILURES_MAX:
            break
    print(f"{total:,} inputs in {time.monotonic() - begun:.0f} s, {failures} gave another exception")
    return int(failures > 0)


def shares(runs: int, names: list[str]) -> Iterator[tuple[str, int]]:
    """Yield how often each target is run, so that the sum is at least `runs`."""
    decoders = [name for name in names if name not in TALKS]
    whole = sum(targets()[name].share for name in decoders) or 1
    yield from ((name, -(-runs * targets()[name].share // whole)) for name in decoders)
    yield from ((name, -(-runs // TALKS_OF)) for name in names if name in TALKS)


def _decoder(name: str, count: int, first: int) -> tuple[int, int, int]:
    accepted = failed = 0
    for seed in range(first, first + count):
        is_accepted = _told(name, seed, lambda seed=seed: run(name, seed))
        accepted += is_accepted is True
        failed += is_accepted is None
    return accepted, count, failed


def _talks(name: str, count: int, first: int) -> tuple[int, int, int]:
    accepted = fed = failed = 0
    for seed in range(first, first + count):
        found = _told(name, seed, lambda seed=seed: TALKS[name](seed))
        if found is None:
            failed += 1
            continue
        messages, goes_on = found
        fed += messages
        accepted += messages if goes_on else messages - 1
    return accepted, fed, failed


def _told(name: str, seed: int, action: Callable[[], object]):  # type: ignore[no-untyped-def]
    try:
        return action()
    except Exception:  # noqa: BLE001 - that is what is looked for
        print(f"python -m tests.fuzz --target '{name}' --seed {seed}\n{traceback.format_exc(limit=-4)}", flush=True)
        return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
