"""What happens in a run, drawn from its seed before anything happens, so that it can be cut down and told.

A plan is a world (how many stewards, members and guests, who of them is a traitor) and steps: a deed by name at a
virtual time. Every step has dice of its own, so that leaving one out changes no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random as Dice

END_S = 60.0  # virtual seconds in which things happen
FAULT_KINDS = 8  # kinds of faults in one run at most: few enough that a failing run can be told
WORLDS: Mapping[tuple[int, int], int] = {(1, 2): 5, (1, 3): 5, (3, 1): 4, (3, 2): 4, (4, 1): 5, (5, 0): 2, (4, 6): 1}
HOUSEWORK = {"edit": (6, 16), "call": (8, 20), "join": (0, 1), "sign": (2, 6), "tend": (0, 3), "refresh": (0, 4)}


@dataclass(frozen=True, slots=True)
class Step:
    """One deed; its number gives its dice."""

    number: int
    time: float
    deed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A run before it runs: nodes are numbered, stewards first; guests have not joined yet."""

    seed: int
    generation: int  # of the kinds of faults it was drawn among
    stewards: int
    members: int
    guests: int
    traitors: frozenset[int]
    steps: tuple[Step, ...]

    def dice(self, *what: object) -> Dice:
        """Return the dice of a step or of anything else that has a name."""
        return Dice(f"{self.seed} {what}")

    def without(self, numbers: frozenset[int]) -> Plan:
        """Return the plan with some steps left out."""
        return replace(self, steps=tuple(step for step in self.steps if step.number not in numbers))


def draw(seed: int, faults: Mapping[str, int], generation: int = 0) -> Plan:
    """Draw a plan; `faults` are the kinds there are, with how often each is drawn beside the others."""
    dice = Dice(f"plan {seed}")
    stewards, members = dice.choices(list(WORLDS), weights=list(WORLDS.values()))[0]
    seats = range(1, stewards + members)
    traitors = frozenset(dice.sample(seats, dice.choice((0, 1, 1, 2)) if len(seats) > 2 else dice.choice((0, 1))))
    bound = (stewards - 1) // 3 if stewards > 3 else int(stewards == 3)
    evil = sorted(traitors & set(range(stewards)))
    traitors -= frozenset(evil[bound:])  # so few stewards that they decide nothing by themselves
    deeds = [deed for deed, (low, high) in HOUSEWORK.items() for _ in range(dice.randint(low, high))]
    kinds = dice.choices(list(faults), weights=list(faults.values()), k=dice.randint(2, FAULT_KINDS))
    deeds += [kind for kind in kinds for _ in range(dice.choice((1, 1, 2, 3)))]
    steps = [Step(number, round(dice.uniform(0, END_S), 3), deed) for number, deed in enumerate(deeds)]
    return Plan(
        seed=seed,
        generation=generation,
        stewards=stewards,
        members=members,
        guests=2,
        traitors=traitors,
        steps=tuple(sorted(steps, key=lambda step: (step.time, step.number))),
    )
