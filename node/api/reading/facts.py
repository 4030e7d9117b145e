"""The values of one record as a page shows them: each with who said it, for which group, when, from which source."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from node.api.forms import current_claim
from node.api.i18n import claimed_time
from node.api.i18n import gettext as _
from node.api.links import change_key
from node.api.naming import group_name, member_name
from node.api.reading.titles import Link
from node.crdt.claims import KIND_PATH, Badge, Claim, Projection, Voice
from node.crdt.ids import Record
from node.ledger.declare import Field, Kind, pattern_of
from node.ledger.registry import Registry
from node.ledger.text import inert
from node.ledger.types import Members, Ref, Scalar
from node.ledger.types.base import shown
from node.ledger.vocabulary.source import VERIFICATION_STEP
from node.service.space import SpaceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Who said something, for which group, when by their own claim, and from which source."""

    who: str
    group: str
    when: str
    source: Link | None = None
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownClaim:
    """One value that stands."""

    key: str  # names the claim in a form
    value: Scalar
    text: str
    lang: str
    link: Link | None
    said: Said
    restated: tuple[Said, ...]
    attested: tuple[Said, ...]
    disputed: tuple[Said, ...]
    is_verified: bool
    is_proposed: bool
    is_own: bool
    is_current: bool
    is_contested: bool  # said on a branch of a forked log that nobody vouches for


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One field with the values that stand. `is_set`: a set of words, where several are no conflict."""

    path: str
    label: str
    claims: tuple[ShownClaim, ...]
    is_set: bool
    is_long: bool

    @property
    def is_conflict(self) -> bool:
        """Tell whether several values stand that exclude one another."""
        told = {(type(claim.value), claim.value) for claim in self.claims if not claim.is_proposed}
        return not self.is_set and len(told) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Facts under one heading: those of the record itself (no title), or the items of a list.

    `common` said most of them; only facts that differ show who said them.
    """

    title: str
    items: tuple[tuple[Fact, ...], ...]

    @property
    def facts(self) -> list[Fact]:
        """Return the facts of all items."""
        return [fact for item in self.items for fact in item]

    @property
    def common(self) -> Said | None:
        """Return who said most of the facts."""
        told = Counter(claim.said for fact in self.facts for claim in fact.claims)
        return told.most_common(1)[0][0] if told else None

    def is_plain(self, fact: Fact) -> bool:
        """Tell whether nothing is to be shown beside a fact but its value."""
        return (
            all(
                claim.said == self.common
                and not (claim.is_proposed or claim.is_contested or claim.attested or claim.disputed or claim.restated)
                for claim in fact.claims
            )
            and not fact.is_conflict
        )

    @property
    def is_all_plain(self) -> bool:
        """Tell whether one voice said everything here."""
        return all(self.is_plain(fact) for fact in self.facts)

    @property
    def is_any_plain(self) -> bool:
        """Tell whether the common voice said something here that shows no voice of its own."""
        return any(self.is_plain(fact) for fact in self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Turns the claims of one record into what is shown of them."""

    space: SpaceState
    registry: Registry
    language: str
    links: dict[Record, Link]

    def sections(self, kind: Kind, projection: Projection) -> Iterable[Section]:
        """Yield the record's own fields, then each item of each list, then what a newer program wrote."""
        single = [field for field in kind.fields if not field.is_item or isinstance(field.type, Members)]
        yield Section(title="", items=(tuple(self._facts(single, projection)),))
        for group in kind.groups:
            members = [field for field in kind.fields if field.path.startswith(f"{group.name}/*/")]
            ids = dict.fromkeys(path.split("/")[1] for path in projection.fields if path.startswith(group.name + "/"))
            items = tuple(tuple(self._item_facts(members, id, projection)) for id in ids)
            yield Section(title=group.labels.in_language(self.language), items=items)
        unknown = [path for path in projection.fields if path != KIND_PATH and pattern_of(path) not in kind.by_path]
        if unknown:
            facts = tuple(self._unknown(path, projection.fields[path]) for path in unknown)
            yield Section(title=_("Written by a newer program"), items=(facts,))

    def _facts(self, fields: Iterable[Field], projection: Projection) -> Iterable[Fact]:
        for field in fields:
            if isinstance(field.type, Members):
                stem = field.path.removesuffix("*")
                paths = [path for path in projection.fields if path.startswith(stem)]
                claims = [claim for path in paths for claim in self._claims(field, path, projection)]
                if claims:
                    yield self._fact(field, field.path, claims, is_set=True)
            elif field.path in projection.fields:
                yield self._fact(field, field.path, self._claims(field, field.path, projection))

    def _item_facts(self, fields: Iterable[Field], id: str, projection: Projection) -> Iterable[Fact]:
        for field in fields:
            path = field.path.replace("*", id, 1)
            if path in projection.fields:
                yield self._fact(field, path, self._claims(field, path, projection))

    def _fact(self, field: Field, path: str, claims: Sequence[ShownClaim], *, is_set: bool = False) -> Fact:
        return Fact(
            path=path,
            label=field.labels.in_language(self.language),
            claims=tuple(claims),
            is_set=is_set,
            is_long=field.type.widget == "lines",
        )

    def _unknown(self, path: str, claims: Sequence[Claim]) -> Fact:
        found = tuple(self._claim(claim, shown(claim.value), current_claim(claims)) for claim in claims)
        return Fact(path=path, label=inert(path), claims=found, is_set=False, is_long=False)

    def claim(self, field: Field, path: str, claim: Claim, projection: Projection) -> ShownClaim:
        """Return one of the values that stand at a path."""
        text, current = self._text(field, path, claim), current_claim(projection.fields[path])
        return self._claim(claim, text, current, field, _language_beside(path, projection))

    def _claims(self, field: Field, path: str, projection: Projection) -> list[ShownClaim]:
        claims = projection.fields[path]
        current = current_claim(claims)
        lang = _language_beside(path, projection)
        return [self._claim(claim, self._text(field, path, claim), current, field, lang) for claim in claims]

    def _text(self, field: Field, path: str, claim: Claim) -> str:
        if isinstance(field.type, Members):
            return field.type.vocabulary.label(path.rpartition("/")[2], self.language)
        return field.type.format(claim.value, self.language)

    def _claim(
        self, claim: Claim, text: str, current: Claim | None, field: Field | None = None, lang: str = ""
    ) -> ShownClaim:
        link = None
        if field is not None and isinstance(field.type, Ref) and isinstance(claim.value, bytes):
            link = self.links.get(Record(claim.value))
            text = link.title if link else _("a record that is not here or hidden")
        return ShownClaim(
            key=claim_key(claim),
            value=claim.value,
            text=text,
            lang=lang,
            link=link,
            said=self.said(claim.voice),
            restated=tuple(self.said(voice) for voice in claim.restated_by),
            attested=tuple(self._badge(badge) for badge in claim.attested_by),
            disputed=tuple(self._badge(badge) for badge in claim.disputed_by),
            is_verified=claim.is_verified,
            is_proposed=claim.is_proposed,
            is_own=claim.voice.device == self.space.device,
            is_current=claim is current,
            is_contested=claim.is_contested,
        )

    def _badge(self, badge: Badge) -> Said:
        return self.said(badge.voice, step=VERIFICATION_STEP.label(badge.step, self.language))

    def said(self, voice: Voice, *, step: str = "", with_clock: bool = False) -> Said:
        """Return who said something as a page shows it."""
        return Said(
            who=member_name(self.space, voice.device),
            group=group_name(self.space, voice.group),
            when=claimed_time(voice.time, with_clock=with_clock),
            source=self.links.get(voice.source) if voice.source else None,
            step=inert(step),
        )


def claim_key(claim: Claim) -> str:
    """Return the text by which a form names a claim."""
    return change_key(claim.id)


def _language_beside(path: str, projection: Projection) -> str:
    """The language that an item says its text is in, as a page's `lang` attribute."""
    stem, _slash, last = path.rpartition("/")
    beside = projection.current(f"{stem}/language") if stem and last != "language" else None
    return beside.value if beside and isinstance(beside.value, str) and len(beside.value) == 2 else ""
