"""Replay a seed, cut a failing one down, or run many.

python -m tests.sim 17            one seed, with what happened
python -m tests.sim 17 --shrink   the same, cut down while it fails
python -m tests.sim 0 5000        a range, with the table of what was counted; ends with 1 if one failed
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from tests.sim.network import Network
from tests.sim.running import DEEDS, KINDS, NEWEST, Failed, failed_before, judge, plan_of, shrink, simulate

TOLD_EVERY = 100


def main(words: list[str]) -> int:
    """Run what the words name and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.sim", description=__doc__)
    parser.add_argument("first", type=int)
    parser.add_argument("last", type=int, nargs="?")
    parser.add_argument("--shrink", action="store_true", help="cut a failing seed down")
    parser.add_argument("--stop", action="store_true", help="stop at the first that fails")
    parser.add_argument(
        "--kinds", type=int, default=NEWEST, help="the generation of kinds of faults, newest unless told"
    )
    parser.add_argument("--corpus", action="store_true", help="begin with every seed that failed before")
    asked = parser.parse_args(words)
    if asked.last is None:
        return replay(asked.first, asked.kinds, is_shrinking=asked.shrink)
    fresh = [(seed, asked.kinds) for seed in range(asked.first, asked.last)]
    seeds = [*(failed_before() if asked.corpus else ()), *fresh]
    return soak(seeds, is_stopping=asked.stop)


def replay(seed: int, kinds: int, *, is_shrinking: bool) -> int:
    """Run one seed among the kinds of a generation and print what happened in it."""
    plan = plan_of(seed, kinds)
    if is_shrinking:
        failed = shrink(plan)
        if failed is None:
            print(f"seed {seed} holds")
            return 0
        print(f"cut down from {len(plan.steps)} steps to {len(failed.plan.steps)}\n{failed}")
        return 1
    network = Network(plan)
    try:
        network.run(DEEDS)
        outcome = judge(network)
    finally:
        print("\n".join(network.trace))
    print(f"holds: {outcome.alike} honest nodes alike after {outcome.rounds} rounds")
    return 0


def soak(seeds: list[tuple[int, int]], *, is_stopping: bool) -> int:
    """Run many seeds and print the table of what was counted."""
    counts: Counter[str] = Counter()
    rounds: Counter[int] = Counter()
    failed: list[int] = []
    begun = time.monotonic()
    for number, (seed, kinds) in enumerate(seeds, 1):
        try:
            result = simulate(seed, kinds)
        except Failed as error:
            failed.append(seed)
            print(error, flush=True)
            if is_stopping:
                return 1
            continue
        counts += result.counts
        rounds[result.outcome.rounds] += 1
        if number % TOLD_EVERY == 0:
            print(f"{number} of {len(seeds)}, {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    print(table(counts))
    print(f"\nrounds until alike: {', '.join(f'{n}: {rounds[n]}' for n in sorted(rounds))}")
    print(f"{len(seeds)} schedules, {len(failed)} failed{': ' if failed else ''}{' '.join(map(str, failed))}")
    return int(bool(failed))


def table(counts: Counter[str]) -> str:
    """Return the kinds of faults with how often each happened, then the rest."""
    lines = [f"{counts[kind]:8}  {kind}" for kind in KINDS]
    rest = [f"{count:8}  {name}" for name, count in sorted(counts.items()) if name not in KINDS]
    happened = sum(counts[kind] > 0 for kind in KINDS)
    return "\n".join([*lines, f"-------- {happened} of {len(KINDS)} kinds of faults; beside them", *rest])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
