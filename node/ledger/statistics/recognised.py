"""Whom each group recognises as a political prisoner, and how groups overlap. No count stands without whose it is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from node.ledger.derived import RecordView
from node.ledger.statistics.heads import Presence, dated, moment_of, presence_at, presence_on
from node.ledger.statistics.material import Material
from node.ledger.statistics.span import Span, one, total
from node.ledger.vocabulary.recognition import RECOGNISED
from node.ledger.vocabulary.status import STATUS_STATES_NOT_COUNTED

Stances = Counter[tuple[frozenset[str], frozenset[str], bool]]  # surely, possibly, contradicted


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """What one group counts: those it recognises, and those of them in prison. `criteria` are the codes it named."""

    group: str
    criteria: tuple[str, ...]
    recognised: Span
    imprisoned: Span


def headlines(material: Material, day: date) -> tuple[Headline, ...]:
    """The counts of every group on a day, by its name."""
    presence = presence_on(material, day)
    found: dict[str, tuple[Span, Span]] = {}
    criteria: dict[str, set[str]] = {}
    for person in material.people:
        for group, side in sides_of(material, person, day).items():
            if side.is_possible:
                recognised, imprisoned = found.get(group, (Span(), Span()))
                found[group] = recognised + _span(side), imprisoned + _both(side, presence[person])
                codes = criteria.setdefault(group, set())
                codes.update(view.text("criteria_set") for view in _decisions(material, person)[group])
    return tuple(
        Headline(
            group=group, criteria=tuple(sorted(criteria[group] - {""})), recognised=recognised, imprisoned=imprisoned
        )
        for group, (recognised, imprisoned) in sorted(found.items())
    )


def overlaps(material: Material, day: date) -> tuple[tuple[tuple[str, ...], Span], ...]:
    """How many are recognised by exactly these groups on a day; the largest first, those of nobody last."""
    return overlaps_of(stances(material, day))


def stances(material: Material, day: date) -> Stances:
    """How many are surely recognised by some groups, possibly by others too, and whether it is told differently."""
    found: Stances = Counter()
    for person in material.people:
        sides = sides_of(material, person, day)
        sure = frozenset(group for group, side in sides.items() if side.is_sure)
        possible = frozenset(group for group, side in sides.items() if side.is_possible)
        found[sure, possible, any(sides[group].is_contradicted for group in possible)] += 1
    return found


def overlaps_of(told: Stances) -> tuple[tuple[tuple[str, ...], Span], ...]:
    """The overlaps that so many stances come to."""
    found: dict[tuple[str, ...], Span] = {}
    for groups in {groups for sure, possible, _ in told for groups in (sure, possible)}:
        spans = (
            Span(least=people * (sure == possible), most=people, contradicted=people * is_doubted)
            for (sure, possible, is_doubted), people in told.items()
            if sure <= groups <= possible
        )
        found[tuple(sorted(groups))] = total(spans)
    return tuple(sorted(found.items(), key=lambda item: (not item[0], -item[1].most, item[0])))


def join_headlines(told: Iterable[Headline]) -> tuple[Headline, ...]:
    """The headlines of groups, counted from different people, as one for each group."""
    found: dict[str, list[Headline]] = {}
    for line in told:
        found.setdefault(line.group, []).append(line)
    return tuple(
        Headline(
            group=group,
            criteria=tuple(sorted({code for line in lines for code in line.criteria})),
            recognised=total(line.recognised for line in lines),
            imprisoned=total(line.imprisoned for line in lines),
        )
        for group, lines in sorted(found.items())
    )


def sides_of(material: Material, person: bytes, day: date) -> dict[str, Presence]:
    """Whether each group recognises a person on a day."""
    return {
        group: presence_at(
            dated(
                [
                    moment_of(material, view, "decided_on", says="decision", is_in=view.text("decision") in RECOGNISED)
                    for view in views
                ]
            ),
            day,
        )
        for group, views in _decisions(material, person).items()
    }


def _decisions(material: Material, person: bytes) -> dict[str, list[RecordView]]:
    by_group: dict[str, list[RecordView]] = {}
    for view in material.of("recognition", person):
        if view.text("decision") and view.text("state") not in STATUS_STATES_NOT_COUNTED:
            by_group.setdefault(view.text("group"), []).append(view)
    return by_group


def _span(side: Presence) -> Span:
    return one(is_sure=side.is_sure, is_possible=side.is_possible, is_contradicted=side.is_contradicted)


def _both(side: Presence, presence: Presence) -> Span:
    return one(
        is_sure=side.is_sure and presence.is_sure,
        is_possible=presence.is_possible,
        is_contradicted=presence.is_possible and (side.is_contradicted or presence.is_contradicted),
    )
