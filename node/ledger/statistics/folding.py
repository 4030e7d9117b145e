"""Spellings of one court, place or judge folded to one key, with the words to show.

Courts and places of a country pack are told by its stems, others by how their words sound; judges by the sounds of the
surname and the first sound of the given name. Two that only sound alike fall together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from node.ledger.derived.view import RecordView
from node.ledger.describe import title_of
from node.ledger.duplicates.naming import spell
from node.ledger.language import Labels, labels
from node.ledger.names.fold import fold
from node.ledger.names.keys import words_of
from node.ledger.packs import court_of, place_of, region_of
from node.ledger.packs.pack import Court, Region
from node.ledger.registry import Registry
from node.ledger.schema import LEDGER


@dataclass(frozen=True, slots=True, kw_only=True)
class _Atlas:
    """What the country packs of a registry tell courts and places by."""

    courts: tuple[Court, ...]
    stems: Mapping[str, tuple[str, ...]]  # beginnings of words, by kind of place
    facilities: Mapping[tuple[str, str], Labels]  # by kind and number
    regions: tuple[Region, ...]
    facility_regions: Mapping[tuple[str, str], str]


@lru_cache(maxsize=8)  # a process has one registry, tests have some
def _atlas_of(registry: Registry) -> _Atlas:
    packs = registry.packs
    kinds = dict.fromkeys(kind for pack in packs for kind in pack.place_stems)
    return _Atlas(
        courts=tuple(court for pack in packs for court in pack.courts),
        stems={kind: tuple(stem for pack in packs for stem in pack.place_stems.get(kind, ())) for kind in kinds},
        facilities={(place.category, place.number): place.names for pack in packs for place in pack.facilities},
        regions=tuple(region for pack in packs for region in pack.regions),
        facility_regions={(place.category, place.number): place.region for pack in packs for place in pack.facilities},
    )


def fold_court(text: str, registry: Registry = LEDGER) -> tuple[str, Labels]:
    """The key and the words of a court, told by the packs of a registry."""
    return _folded_court(text, registry)


@lru_cache(maxsize=4_096)  # a few hundred spellings of courts exist
def _folded_court(text: str, registry: Registry) -> tuple[str, Labels]:
    known = court_of(text, _atlas_of(registry).courts)
    return (known.key, known.names) if known is not None else (_sounds(text), same(text))


@lru_cache(maxsize=4_096)
def fold_judge(text: str) -> tuple[str, Labels]:
    """The key and the words of a judge: surname and first sound of the given name."""
    spelling = spell(text)
    if not spelling.surnames:
        return text, same(text)
    surname = spelling.surnames[0]
    firsts = [min(word.firsts) for word in spelling.words if word is not surname]
    return " ".join((surname.reading, *firsts[:1])), same(text)


def fold_place(view: RecordView, registry: Registry) -> tuple[str, Labels]:
    """The key and the words of a place: its kind and number where both are known, else its name by its sounds."""
    title = {language: title_of(registry, "place", view.fields, language) for language in ("en", "be", "ru")}
    names = labels(title["en"], title["be"], title["ru"])
    atlas = _atlas_of(registry)
    known: tuple[str, str] | None = (view.text("category"), view.text("number"))
    if not all(known or ()):
        texts = (
            view.text(path) for path in sorted(view.fields) if path.startswith("names/") and path.endswith("/text")
        )
        known = next((found for text in texts if (found := place_of(text, atlas.stems))), None)
    if known is not None:
        return f"{known[0]} {known[1]}", atlas.facilities.get(known, names)
    return _sounds(names.en) or view.id.hex(), names


def fold_region(view: RecordView, registry: Registry) -> tuple[str, Labels] | None:
    """The key and the words of the region a place is in, told by the packs; None where nothing tells it."""
    atlas = _atlas_of(registry)
    listed = atlas.facility_regions.get((view.text("category"), view.text("number")), "")
    for text in (view.text("region"), view.text("locality"), listed):
        known = region_of(text, atlas.regions) if text else None
        if known is not None:
            return known.key, known.names
    return None


def same(text: str) -> Labels:
    """A text that is the same in every language."""
    return labels(text, text, text)


def commonest(spelled: Mapping[Labels, int]) -> Labels:
    """The spelling that stands most often, of equals the first in order."""
    return min(spelled, key=lambda one: (-spelled[one], one.en, one.be, one.ru))


def _sounds(text: str) -> str:
    return " ".join(readings[0] for word in words_of(text) if (readings := fold(word)))
