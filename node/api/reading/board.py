"""What the pages of needs, gaps, guardians and letters are listed by: of the whole ledger ids, codes, counts and days.

No name of a person and no text about one is kept here; the lines of a page are read anew when it is shown. What this
node wrote since is put in its place by `patched`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import Final

from node.crdt.ids import Record, Space
from node.ledger.derived import (
    Around,
    Given,
    NeedState,
    RecordView,
    Support,
    by_reference,
    double_guardians,
    double_letters,
    is_open_offer,
    is_reserved,
    last_contact,
    state_of_care,
    state_of_need,
    support_of,
)
from node.ledger.derived.support import NEVER
from node.ledger.text import folded
from node.ledger.vocabulary.aid import URGENCY

Place = tuple[Space, Record]
Views = Mapping[str, list[RecordView]]

_URGENCY: Final = {code: rank for rank, code in enumerate(URGENCY.codes)}
ABOUT_PERSON: Final = (
    *("status_event", "placement", "regime_event", "consent", "letter"),
    *("guardianship", "delivery", "need", "lawyer_engagement"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedMark:
    """One need in a list."""

    place: Place
    person: Record | None
    held_in: Record | None
    category: str
    status: str
    is_open: bool
    urgency: int  # 0 is most urgent
    due: date | None
    pledged_percent: int
    sent_percent: int

    @property
    def order(self) -> tuple[bool, int, date, int, bytes]:
        """What a list sorts by: open ones first, the most urgent, the nearest date, the least covered."""
        return not self.is_open, self.urgency, self.due or date.max, self.pledged_percent, self.place[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMark:
    """One person in a list."""

    place: Place
    held_in: Record | None
    support: Support
    birth_month: int | None
    reserved: int  # reservations that hold today
    double_letters: int
    double_guardians: int

    @property
    def order(self) -> tuple[bool, int, int, bytes]:
        """What a list sorts by: the least supported first."""
        return (*self.support.order, self.place[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class CareMark:
    """One guardianship in a list. `who` stands for the pseudonym: equal where two spellings differ in case only."""

    place: Place
    person: Record | None
    who: str
    state: str  # a word of `care_state`
    is_double: bool
    last: date | None


@dataclass(frozen=True, kw_only=True)
class Board:
    """What one state of the ledger is listed by. What several pages ask of all of it is worked out once."""

    needs: Mapping[Place, NeedMark] = field(default_factory=dict)
    people: Mapping[Place, PersonMark] = field(default_factory=dict)
    cares: Mapping[Place, CareMark] = field(default_factory=dict)
    offers: tuple[RecordView, ...] = ()  # open ones, without whoever made them
    has_lawyers: bool = False  # whether this node knows of any lawyer's work

    @cached_property
    def needs_in_order(self) -> tuple[NeedMark, ...]:
        """Every need, the most pressing first."""
        return tuple(sorted(self.needs.values(), key=lambda mark: mark.order))

    @cached_property
    def lacking(self) -> tuple[PersonMark, ...]:
        """The people with gaps, the least supported first."""
        return tuple(sorted((mark for mark in self.people.values() if mark.support.gaps), key=lambda mark: mark.order))

    @cached_property
    def gap_counts(self) -> Mapping[str, int]:
        """How many people have each gap."""
        return Counter(code for mark in self.lacking for code in mark.support.gaps)

    @cached_property
    def to_write(self) -> tuple[PersonMark, ...]:
        """Everybody, those nobody wrote to for longest first, reserved names last."""
        return tuple(sorted(self.people.values(), key=_letter_order))

    @cached_property
    def places(self) -> frozenset[Record]:
        """The places somebody may be held in today."""
        return frozenset(mark.held_in for mark in self.people.values() if mark.held_in is not None)

    @cached_property
    def double_parcels(self) -> Mapping[Record, int]:
        """Parcels of the present period, by person, where there are several."""
        return {
            place[1]: mark.support.parcels_now for place, mark in self.people.items() if mark.support.parcels_now > 1
        }

    def patched(
        self, needs: Iterable[NeedMark], people: Iterable[PersonMark], cares: Iterable[CareMark] = ()
    ) -> "Board":
        """This board with newer marks in the place of those it has."""
        return replace(
            self,
            needs={**self.needs, **{mark.place: mark for mark in needs}},
            people={**self.people, **{mark.place: mark for mark in people}},
            cares={**self.cares, **{mark.place: mark for mark in cares}},
        )


def _letter_order(mark: PersonMark) -> tuple[bool, int, bytes]:
    months = mark.support.unwritten_months
    return mark.reserved > 0, -(months if months is not None else NEVER), mark.place[1]


def make_board(views: Views, spaces: Mapping[Record, Space], today: date) -> Board:
    """Return what the whole ledger is listed by. Takes about a millisecond for a person."""
    doubles = _doubles(views["guardianship"], today)
    people = person_marks(views, spaces, today)
    by_person = {mark.place[1]: mark for mark in people}
    return Board(
        needs={mark.place: mark for mark in need_marks(views, spaces, by_person, today)},
        people={mark.place: mark for mark in people},
        cares={mark.place: mark for mark in _care_marks(views["guardianship"], spaces, doubles, today)},
        offers=tuple(offer for offer in views["offer"] if is_open_offer(offer, today)),
        has_lawyers=bool(views["lawyer_engagement"]),
    )


def need_marks(
    views: Views, spaces: Mapping[Record, Space], people: Mapping[Record, PersonMark], today: date
) -> list[NeedMark]:
    """Return the marks of the needs among `views`, which hold their pledges and deliveries too."""
    pledges, deliveries = by_reference(views["pledge"], "need"), by_reference(views["delivery"], "need")
    marks = []
    for need in views["need"]:
        state = state_of_need(need, pledges.get(need.id, ()), deliveries.get(need.id, ()), today)
        marks.append(_need_mark(state, spaces, people))
    return marks


def _need_mark(state: NeedState, spaces: Mapping[Record, Space], people: Mapping[Record, PersonMark]) -> NeedMark:
    need, person = state.need, state.need.ref("person")
    mark = people.get(Record(person)) if person is not None else None
    return NeedMark(
        place=(spaces[Record(need.id)], Record(need.id)),
        person=Record(person) if person is not None else None,
        held_in=mark.held_in if mark is not None else None,
        category=need.text("category"),
        status=state.status,
        is_open=state.is_open,
        urgency=_URGENCY.get(need.text("urgency"), _URGENCY["normal"]),
        due=need.day("due_on").earliest,
        pledged_percent=state.pledged_percent,
        sent_percent=state.sent_percent,
    )


def person_marks(
    views: Views, spaces: Mapping[Record, Space], today: date, *, has_lawyers: bool | None = None
) -> list[PersonMark]:
    """Return the marks of the people among `views`, which hold everything about them.

    `has_lawyers` says whether this node knows of any lawyer's work at all (None: look at `views`).
    """
    about = {kind: by_reference(views[kind], "person") for kind in ABOUT_PERSON}
    places = {view.id: view for view in views["place"]}
    doubles = _doubles(views["guardianship"], today)
    lawyers_known = bool(views["lawyer_engagement"]) if has_lawyers is None else has_lawyers
    marks = []
    for person in views["person"]:
        found = {kind: grouped.get(person.id, []) for kind, grouped in about.items()}
        given = given_of(person, found, lawyers_known=lawyers_known)
        support = support_of(given, places, today)
        day = person.day("birth_date").month_day
        marks.append(
            PersonMark(
                place=(spaces[Record(person.id)], Record(person.id)),
                held_in=Record(support.writing.places[0]) if support.writing.places else None,
                support=support,
                birth_month=day[0] if day else None,
                reserved=sum(is_reserved(letter, today) for letter in found["letter"]),
                double_letters=len(double_letters(found["letter"], today)),
                double_guardians=sum(one.id in doubles for one in found["guardianship"]),
            )
        )
    return marks


def given_of(person: RecordView, found: Views, *, lawyers_known: bool) -> Given:
    """Return what the derivations ask of one person, from the records about that person by kind."""
    around = Around(
        person=person,
        events=found["status_event"],
        stays=found["placement"],
        regime=found["regime_event"],
        consents=found["consent"],
        letters=found["letter"],
    )
    return Given(
        around=around,
        guardianships=found["guardianship"],
        deliveries=found["delivery"],
        needs=found["need"],
        lawyers=found["lawyer_engagement"] if lawyers_known else None,
    )


def care_marks(views: Views, spaces: Mapping[Record, Space], today: date) -> list[CareMark]:
    """Return the marks of the guardianships among `views`, which hold every one of the same people."""
    return _care_marks(views["guardianship"], spaces, _doubles(views["guardianship"], today), today)


def _care_marks(
    guardianships: Iterable[RecordView], spaces: Mapping[Record, Space], doubles: frozenset[bytes], today: date
) -> list[CareMark]:
    return [
        CareMark(
            place=(spaces[Record(one.id)], Record(one.id)),
            person=Record(person) if (person := one.ref("person")) is not None else None,
            who=who_of(one.text("guardian")),
            state=state_of_care(one, today),
            is_double=one.id in doubles,
            last=last_contact(one).latest,
        )
        for one in guardianships
    ]


def who_of(pseudonym: str) -> str:
    """Return what stands for a pseudonym; empty for none."""
    return blake2b(folded(pseudonym).encode(), digest_size=8).hexdigest() if pseudonym else ""


def _doubles(guardianships: Iterable[RecordView], today: date) -> frozenset[bytes]:
    found = double_guardians(guardianships, today)
    return frozenset(one.id for several in found.values() for one in several)
