"""Candidates among many people in bounded work.

    people ─▶ blocks (a surname and the first sound beside it; a given name and a day; a list's id) ─▶ pairs, each once
           ─▶ reasons and their weights ─▶ candidates, the strongest first

Two people are compared only where they share a block. A block of more than BLOCK_PEOPLE_MAX people is not gone
through: it is counted, so that nobody takes silence for an answer.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from node.ledger.duplicates.naming import Spelling, compare_names
from node.ledger.duplicates.reasons import THRESHOLD, WEIGHTS, Reason, Strength, strength_of
from node.ledger.duplicates.traits import Traits
from node.ledger.limits import BLOCK_PEOPLE_MAX
from node.ledger.values.partial_date import Order, PartialDate

_Block = tuple[str, str, str]
_NAMED = frozenset(
    (Reason.SAME_NAME, Reason.OTHER_SPELLING, Reason.INITIALS, Reason.NEAR_NAME)
)  # one of these, or the same id, has to speak for a pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Two records that may be of one person; `one` has the smaller id. Reasons stand with the weightiest first."""

    one: bytes
    other: bytes
    score: int
    reasons: tuple[Reason, ...]

    @property
    def strength(self) -> Strength:
        """How much speaks for one person."""
        return strength_of(self.score)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The candidates, the strongest first, how many pairs were compared, and how many blocks were too crowded."""

    candidates: tuple[Candidate, ...]
    compared: int
    crowded: int


def find_duplicates(
    people: Sequence[Traits], tell: Callable[[int, int | None], None] = lambda _done, _total: None
) -> Found:
    """The pairs of people that may be one, by what is recorded of them; `tell` hears how many blocks are done."""
    blocks: dict[_Block, list[int]] = {}
    for number, person in enumerate(people):
        for block in set(_blocks(person)):
            blocks.setdefault(block, []).append(number)
    seen: set[int] = set()
    found: list[Candidate] = []
    crowded = 0
    for done, members in enumerate(blocks.values()):
        if len(members) > BLOCK_PEOPLE_MAX:
            crowded += 1
            continue
        for a, b in combinations(members, 2):
            pair = a * len(people) + b
            if pair not in seen:
                seen.add(pair)
                candidate = compare(people[a], people[b])
                if candidate is not None:
                    found.append(candidate)
        tell(done, len(blocks))
    found.sort(key=lambda one: (-one.score, one.one, one.other))
    return Found(candidates=tuple(found), compared=len(seen), crowded=crowded)


def compare(one: Traits, other: Traits) -> Candidate | None:
    """The candidate that two people make; None where too little speaks for one person."""
    named = compare_names(one.names, other.names)
    reasons = [*_ids(one, other), *named]
    if not any(reason in _NAMED or reason is Reason.SAME_ID for reason in reasons):
        return None
    reasons += [*_births(one.born, other.born), *_arrests(one, other)]
    if one.articles & other.articles:
        reasons.append(Reason.SAME_ARTICLES)
    if {one.sex, other.sex} == {"male", "female"}:
        reasons.append(Reason.DIFFERENT_SEX)
    score = sum(WEIGHTS[reason] for reason in reasons)
    if score < THRESHOLD:
        return None
    first, second = sorted((one.record, other.record))
    reasons.sort(key=lambda reason: -WEIGHTS[reason])
    return Candidate(one=first, other=second, score=score, reasons=tuple(reasons))


# --- blocks -----------------------------------------------------------------------------------------------------------
def _blocks(person: Traits) -> Iterator[_Block]:
    for spelling in person.names:
        yield from _name_blocks(spelling)
    for day in (person.born, *person.arrests):
        if day.is_day:
            for given in {key for spelling in person.names for key in _given_keys(spelling)}:
                yield "day", given, day.edtf.rstrip("~?")
    for org, id in person.ids:
        yield "id", org, id


def _name_blocks(spelling: Spelling) -> Iterator[_Block]:
    for surname in spelling.surnames:
        beside = {first for word in spelling.words if word is not surname for first in word.firsts}
        for key in (*surname.keys, *surname.bare):
            for first in beside:
                yield "name", key, first


def _given_keys(spelling: Spelling) -> Iterable[str]:
    return (key for word in spelling.words if word.is_given for key in word.keys)


# --- what speaks for and against --------------------------------------------------------------------------------------
def _ids(one: Traits, other: Traits) -> list[Reason]:
    if one.ids & other.ids:
        return [Reason.SAME_ID]
    shared = {org for org, _ in one.ids} & {org for org, _ in other.ids}
    return [Reason.DIFFERENT_ID] if shared else []


def _births(one: PartialDate, other: PartialDate) -> list[Reason]:
    if one.is_unknown or other.is_unknown:
        return []
    if one.is_day and one == other:
        return [Reason.SAME_BIRTH]
    has_year = bool(one.earliest and other.earliest)
    if not has_year:
        if one.month_day is None or other.month_day is None:
            return []
        return [Reason.SAME_BIRTHDAY if one.month_day == other.month_day else Reason.DIFFERENT_BIRTH]
    if one.compare(other) in (Order.MAYBE, Order.SAME):
        return [Reason.FITTING_BIRTH]
    return [Reason.NEAR_BIRTH if _is_slip(one, other) else Reason.DIFFERENT_BIRTH]


def _is_slip(one: PartialDate, other: PartialDate) -> bool:
    """Whether two days differ by one digit, or by day and month swapped."""
    if not (one.is_day and other.is_day):
        return False
    left, right = one.edtf.rstrip("~?"), other.edtf.rstrip("~?")
    if sum(a != b for a, b in zip(left, right, strict=True)) == 1:
        return True
    return left[:4] == right[:4] and (left[5:7], left[8:]) == (right[8:], right[5:7])


def _arrests(one: Traits, other: Traits) -> list[Reason]:
    pairs = [(a, b) for a in one.arrests for b in other.arrests]
    if any(a.is_day and a == b for a, b in pairs):
        return [Reason.SAME_ARREST]
    return [Reason.FITTING_ARREST] if any(a.compare(b) is Order.MAYBE for a, b in pairs) else []
