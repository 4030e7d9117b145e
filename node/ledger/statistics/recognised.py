"""Whom each group recognises as a political prisoner, and how groups overlap. No count stands without whose it is."""

from dataclasses import dataclass
from datetime import date

from node.ledger.derived import RecordView
from node.ledger.statistics.heads import Presence, dated, moment_of, presence_at, presence_on
from node.ledger.statistics.material import Material
from node.ledger.statistics.span import Span, one
from node.ledger.vocabulary.recognition import RECOGNISED
from node.ledger.vocabulary.status import STATUS_STATES_NOT_COUNTED


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
    found: dict[tuple[str, ...], Span] = {}
    people = [sides_of(material, person, day) for person in material.people]
    sure = [frozenset(group for group, side in sides.items() if side.is_sure) for sides in people]
    possible = [frozenset(group for group, side in sides.items() if side.is_possible) for sides in people]
    for groups in {*sure, *possible}:
        span = Span()
        for least, most, sides in zip(sure, possible, people, strict=True):
            if least <= groups <= most:
                doubted = any(sides[group].is_contradicted for group in most)
                span += one(is_sure=least == most, is_contradicted=doubted)
        found[tuple(sorted(groups))] = span
    return tuple(sorted(found.items(), key=lambda item: (not item[0], -item[1].most, item[0])))


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
