"""Runs a seed, says in one line how to replay what failed, and cuts a failing run down to what a person can read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.sim.deeds import DECISIONS, HOUSEWORK
from tests.sim.errands import ERRANDS
from tests.sim.faults import FAULTS
from tests.sim.judging import Outcome, judge
from tests.sim.network import Network
from tests.sim.picturing import FILES
from tests.sim.plan import Plan, draw
from tests.sim.traitors import FORKS, LATER, TREASONS

GENERATIONS = (  # a seed that failed is another run among other kinds: it names the generation it was found in
    {**FAULTS, **DECISIONS, **TREASONS},
    {**FAULTS, **DECISIONS, **FORKS, **TREASONS},
    {**FAULTS, **DECISIONS, **FORKS, **TREASONS, **LATER, **ERRANDS},
    {**FAULTS, **DECISIONS, **FORKS, **TREASONS, **LATER, **ERRANDS, **FILES},
)
NEWEST = len(GENERATIONS)
KINDS = GENERATIONS[-1]  # what is counted
DEEDS = {**HOUSEWORK, **KINDS}
CORPUS = Path(__file__).with_name("failed_before.txt")
SHRINK_RUNS_MAX = 400  # runs that cutting down may take


@dataclass(frozen=True, slots=True)
class Result:
    """A run that held."""

    counts: Counter[str]
    outcome: Outcome
    states: frozenset[bytes]


class Failed(AssertionError):
    """A run that did not hold: the line that replays it, and what happened."""

    def __init__(self, plan: Plan, network: Network | None, error: Exception) -> None:
        self.plan, self.error = plan, error
        told = "\n".join(network.trace[-60:]) if network else "(the world could not be made)"
        super().__init__(
            f"seed {plan.seed} failed, replay and cut down with: {_replay_line(plan)}\n"
            f"{type(error).__name__}: {error}\n{told}"
        )


def _replay_line(plan: Plan) -> str:
    kinds = f" --kinds {plan.generation}" if plan.generation != NEWEST else ""
    return f"python -m tests.sim {plan.seed} --shrink{kinds}"


def run(plan: Plan) -> Result:
    """Run a plan to its end. Raises: Failed."""
    network = None
    try:
        network = Network(plan)
        network.run(DEEDS)
        outcome = judge(network)
    except Exception as error:
        raise Failed(plan, network, error) from error
    states = frozenset(node.state(network.space) for node in network.honest)
    return Result(network.counts, outcome, states)


def plan_of(seed: int, generation: int = NEWEST) -> Plan:
    """Return the plan of a seed among the kinds of a generation, counted from 1."""
    weights = {kind: 2 if kind in DECISIONS else 1 for kind in GENERATIONS[generation - 1]}
    return draw(seed, weights, generation)


def simulate(seed: int, generation: int = NEWEST) -> Result:
    """Run a seed. Raises: Failed."""
    return run(plan_of(seed, generation))


def failed_before() -> list[tuple[int, int]]:
    """Return the seeds that ever failed, each with the generation it was found in: they are run every time."""
    lines = (line.partition("#")[0].split() for line in CORPUS.read_text(encoding="utf-8").splitlines())
    return [(int(words[0]), int(words[1])) for words in lines if words]


def shrink(plan: Plan) -> Failed | None:
    """Leave out steps of a failing plan as long as it fails; return the last failure, None where the plan holds.

    Halves, quarters and single steps are tried in turn, at most SHRINK_RUNS_MAX runs.
    """
    failure = _failure(plan)
    size, runs = max(1, len(plan.steps) // 2), 0
    while failure is not None and runs < SHRINK_RUNS_MAX:
        steps, has_shrunk = failure.plan.steps, False
        for start in range(0, len(steps), size):
            numbers = frozenset(step.number for step in steps[start : start + size])
            smaller = failure.plan.without(numbers)
            if len(smaller.steps) == len(failure.plan.steps):
                continue
            found = _failure(smaller)
            runs += 1
            if found is not None:
                failure, has_shrunk = found, True
        if size == 1 and not has_shrunk:
            break
        size = max(1, size // 2)
    return failure


def _failure(plan: Plan) -> Failed | None:
    try:
        run(plan)
    except Failed as failed:
        return failed
    return None
