"""What a country adds to the ledger: words of its own, how custody counts, and its public reference data.

A pack holds institutions and laws, never a prisoner. Nothing outside `packs` names a country's words.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from node.ledger.declare import Field, Kind
from node.ledger.language import LANGUAGES, Labels
from node.ledger.types import Choice, Date, Members, Scalar
from node.ledger.vocabulary.table import Vocabulary, Word

Phrases = Mapping[str, tuple[tuple[str, str], ...]]
"""By list of words: phrases in lower case and the word each means, the first that stands in a text first."""

_LAST: Final = frozenset(("unknown", "other"))  # what stands behind all other words of a list
ORG: Final = "country pack"  # whose ids the records of a pack carry


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article of law. `key` never changes; dates are canonical partial dates, empty where open."""

    key: str
    code: Labels
    number: str
    titles: Labels
    category: str
    part: str = ""
    valid_from: str = "unknown"
    valid_to: str = ""
    last_verified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address of a place in three languages, from one day to another."""

    texts: Labels
    postcode: str
    valid_from: str = "unknown"
    valid_to: str = ""
    last_verified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    """A place people are held in."""

    key: str
    category: str
    number: str
    names: Labels
    region: str
    locality: str
    addresses: tuple[Address, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Court:
    """A court and how its spellings are told: words beginning with one stem of each of `stems`, with none of `without`.

    Stems are lower case without accents.
    """

    key: str
    category: str
    names: Labels
    region: str
    locality: str
    stems: tuple[tuple[str, ...], ...]
    without: tuple[str, ...] = ()
    valid_from: str = "unknown"
    valid_to: str = ""
    last_verified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A part of a country and how it is drawn: the corners of its outline, one alone for a city in a region.

    It is meant by a text with words that begin with one stem of each group, for any of the choices in `stems`.
    """

    key: str
    names: Labels
    stems: tuple[tuple[tuple[str, ...], ...], ...]
    outline: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One country. `words` are vocabularies named as those they add to or relabel words in."""

    country: str  # ISO 3166, two capital letters
    labels: Labels
    time_zone: str
    custody_days: Mapping[str, int]  # days of a penalty that one day in custody before the verdict stands for
    place_stems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # beginnings of words, by kind of place
    phrases: Phrases = field(default_factory=dict)  # of published lists
    date_words: tuple[tuple[str, str], ...] = ()  # in lower case, and the English word of dates each means
    words: tuple[Vocabulary, ...] = ()
    articles: tuple[Article, ...] = ()
    facilities: tuple[Facility, ...] = ()
    courts: tuple[Court, ...] = ()
    regions: tuple[Region, ...] = ()  # the first that a text fits is meant
    phone_forms: tuple[
        str, ...
    ] = ()  # regular expressions of telephone numbers, of nine digits or more, dialled inside
    solidarity_days: tuple[tuple[int, int], ...] = ()  # (month, day) on which its prisoners are remembered every year


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceRecord:
    """A record a pack offers: a key that never changes, its kind, its fields by path."""

    key: str
    kind: str
    fields: Mapping[str, Scalar] = field(hash=False)


def extended(core: Vocabulary, added: Vocabulary) -> Vocabulary:
    """The words of `core` with the labels of `added` where both have one, and the new words of `added`.

    A new word stands behind the one before it in `added`; the first behind all but `other` and `unknown`.
    """
    words = [next((new for new in added if new.code == word.code), word) for word in core]
    previous: str | None = None
    for word in added:
        if word.code not in core:
            words.insert(_position(words, previous), word)
        previous = word.code
    return Vocabulary(core.name, tuple(words))


def with_words(kinds: Iterable[Kind], packs: Iterable[Pack]) -> tuple[Kind, ...]:
    """The kinds with the words of every pack in their lists and dates, in the order of `packs`."""
    given = tuple(packs)
    additions = [added for pack in given for added in pack.words]
    date_words = tuple(pair for pack in given for pair in pack.date_words)
    known: dict[str, Vocabulary] = {}

    def extend(declared: Field) -> Field:
        if isinstance(declared.type, Date) and date_words:
            return replace(declared, type=replace(declared.type, words=date_words))
        return _with_words(declared, additions, known)

    return tuple(replace(kind, fields=tuple(extend(declared) for declared in kind.fields)) for kind in kinds)


def phrases_of(packs: Iterable[Pack]) -> Phrases:
    """The phrases of every pack by the list their words stand in, in the order of `packs`."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for pack in packs:
        for name, phrases in pack.phrases.items():
            found[name] = (*found.get(name, ()), *phrases)
    return found


def reference_records(pack: Pack) -> Iterator[ReferenceRecord]:
    """Yield the articles, places and courts of a pack as records; each carries its key as an outside id."""
    for article in pack.articles:
        yield _record(pack, article.key, "article", _article_fields(article))
    for facility in pack.facilities:
        yield _record(pack, facility.key, "place", _facility_fields(facility))
    for court in pack.courts:
        yield _record(pack, court.key, "court", _court_fields(pack, court))


def _position(words: list[Word], previous: str | None) -> int:
    codes = [word.code for word in words]
    if previous is not None:
        return codes.index(previous) + 1
    return next((index for index, code in enumerate(codes) if code in _LAST), len(codes))


def _with_words(declared: Field, additions: list[Vocabulary], known: dict[str, Vocabulary]) -> Field:
    field_type = declared.type
    if not isinstance(field_type, Choice | Members):
        return declared
    name = field_type.vocabulary.name
    if name not in known:
        words = field_type.vocabulary
        for added in additions:
            words = extended(words, added) if added.name == name else words
        known[name] = words
    if known[name] == field_type.vocabulary:
        return declared
    return replace(declared, type=replace(field_type, vocabulary=known[name]))


def _record(pack: Pack, key: str, kind: str, fields: dict[str, Scalar]) -> ReferenceRecord:
    own: dict[str, Scalar] = {"country": pack.country, "external/pack/org": ORG, "external/pack/id": key}
    kept = {path: value for path, value in (fields | own).items() if value != ""}
    return ReferenceRecord(key=key, kind=kind, fields=kept)


def _article_fields(article: Article) -> dict[str, Scalar]:
    return {
        "code": article.code.en,
        "number": article.number,
        "part": article.part,
        "category": article.category,
        "frequently_political": True,
        **_in_languages("titles", article.titles),
        **_validity("", article.valid_from, article.valid_to, article.last_verified),
    }


def _facility_fields(facility: Facility) -> dict[str, Scalar]:
    fields: dict[str, Scalar] = {
        "category": facility.category,
        "number": facility.number,
        "region": facility.region,
        "locality": facility.locality,
        "note": facility.note,
        **_in_languages("names", facility.names),
    }
    for number, address in enumerate(facility.addresses, 1):
        for language in LANGUAGES:
            item = f"addresses/{language}{number}"
            fields[f"{item}/text"] = address.texts.in_language(language)
            fields[f"{item}/language"] = language
            fields[f"{item}/postcode"] = address.postcode
            fields |= _validity(f"{item}/", address.valid_from, address.valid_to, address.last_verified)
    return fields


def _court_fields(pack: Pack, court: Court) -> dict[str, Scalar]:
    return {
        "category": court.category,
        "region": court.region,
        "locality": court.locality,
        "time_zone": pack.time_zone,
        **_in_languages("names", court.names),
        **_validity("", court.valid_from, court.valid_to, court.last_verified),
    }


def _in_languages(name: str, texts: Labels) -> dict[str, Scalar]:
    fields: dict[str, Scalar] = {}
    for language in LANGUAGES:
        fields[f"{name}/{language}/text"] = texts.in_language(language)
        fields[f"{name}/{language}/language"] = language
    return fields


def _validity(prefix: str, valid_from: str, valid_to: str, last_verified: str) -> dict[str, Scalar]:
    return {
        f"{prefix}valid_from": valid_from,
        f"{prefix}valid_to": valid_to,
        f"{prefix}last_verified": last_verified,
    }
