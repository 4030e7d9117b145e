"""Replay one seed, or run a range of them: `python -m tests.sim 17` or `python -m tests.sim 0 500`."""

import sys
from collections import Counter

from tests.sim.network import simulate


def main() -> None:
    """Run the seeds named on the command line and print what went wrong in them."""
    first = int(sys.argv[1])
    last = int(sys.argv[2]) if len(sys.argv) > 2 else first + 1
    faults: Counter[str] = Counter()
    for seed in range(first, last):
        faults += simulate(seed).faults
    print(f"{last - first} schedules, all converged")
    for name, count in sorted(faults.items()):
        print(f"{count:8} {name}")


main()
