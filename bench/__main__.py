"""Run the measurements named, or all: `python -m bench [NAME…]`."""

import sys
from collections.abc import Callable, Iterator

from bench import apart, importing, one_node, pages, rotation, sync, tables
from bench.report import Figure
from node.runtime.process import collect_seldom

MEASUREMENTS: dict[str, Callable[[], Iterator[Figure]]] = {
    "one-node": one_node.measure,
    "sync": sync.measure,
    "sync-apart": apart.measure,
    "rotation": rotation.measure,
    "import": importing.measure,
    "tables": tables.measure,
    "one-node-100000": lambda: one_node.measure(100_000),
    "pages": lambda: pages.measure(10_000),
    "pages-100000": pages.measure,
    "sync-100000": lambda: apart.measure_first(100_000, is_batched=True),
}
LONG = frozenset({"pages-100000", "one-node-100000", "sync-100000"})  # only when named


def main(names: list[str]) -> int:
    """Print the figures of the measurements; return 2 for a name that is none."""
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        print("choose among:", ", ".join(MEASUREMENTS), file=sys.stderr)
        return 2
    collect_seldom()
    for name in names or [name for name in MEASUREMENTS if name not in LONG]:
        print(f"\n{name}", flush=True)
        for figure in MEASUREMENTS[name]():
            print(figure.line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
