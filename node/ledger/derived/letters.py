"""Who may be written to today, when somebody last wrote, whose name is reserved, which letters are double."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from node.ledger.derived.latest import begun
from node.ledger.derived.standing import current_placements
from node.ledger.derived.status import Liberty, current_status, liberty_of
from node.ledger.derived.view import RecordView
from node.ledger.limits import LETTER_DOUBLE_DAYS, LETTER_GAP_MONTHS, RESERVED_DAYS_MAX
from node.ledger.text import folded
from node.ledger.vocabulary.letter import NOT_PASSED, NOT_YET_SENT

_CONTACT: Final = ("incommunicado_started", "incommunicado_ended")
_ELSEWHERE: Final = frozenset(("in_transfer", "unknown", "denied"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address of a place; `is_sure` unless it may have ended by now."""

    text: str
    postcode: str
    language: str
    is_sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Whether one person may be written to today: `reasons` (words of `unwritten`) speak against it, none where it may
    be. `cautions` are words of `write_caution`.
    """

    reasons: tuple[str, ...]
    cautions: tuple[str, ...]
    places: tuple[bytes, ...]  # where the person may be held today, the likeliest first

    @property
    def may(self) -> bool:
        """Whether nothing speaks against writing."""
        return not self.reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The records about one person that decide whether letters reach."""

    person: RecordView
    events: list[RecordView]  # status events
    stays: list[RecordView]
    regime: list[RecordView]
    consents: list[RecordView]
    letters: list[RecordView]


def may_write(around: Around, places: Mapping[bytes, RecordView], today: date) -> Writing:
    """Whether one person may be written to today. `places` holds the places of the stays, as far as they are known."""
    person, stays = around.person, current_placements(around.stays, today)
    held = tuple(dict.fromkeys(place for stay in stays if (place := stay.ref("place")) is not None))
    address = address_on(places[held[0]], today) if held and held[0] in places else None
    status = current_status(around.events, today)
    liberty = liberty_of(status.code) if status else Liberty.UNKNOWN
    reasons = {
        "dead": liberty is Liberty.DEAD,
        "free": liberty is Liberty.FREE,
        "withheld": person.value("identity_withheld") is True,
        "asked": bool(person.text("letters_stop")) and not person.day("letters_stop_until").has_ended(today),
        "consent_withdrawn": _is_consent_withdrawn(around.consents, today),
        "blocked": _holds(around.regime, "correspondence_blocked", today),
        "cut_off": _is_cut_off(around.regime, today) or any(stay.value("incommunicado") is True for stay in stays),
        "not_reaching": any(stay.value("may_write") is False for stay in stays),
        "in_transfer": any(stay.text("whereabouts") in _ELSEWHERE for stay in stays),
        "place_unknown": not held,
        "no_address": bool(held) and address is None,
    }
    last = max(
        (letter for letter in around.letters if is_sent(letter, today)),
        key=lambda letter: (letter.day("sent_on").latest or date.min, letter.id),
        default=None,
    )
    cautions = {
        "status_unknown": liberty is Liberty.UNKNOWN or (status is not None and status.is_conflict),
        "place_unsure": len(held) > 1 or any(stay.text("whereabouts") == "presumed" for stay in stays),
        "address_unsure": address is not None and not address.is_sure,
        "last_not_passed": last is not None and last.text("status") in NOT_PASSED,
    }
    return Writing(
        reasons=tuple(code for code, holds in reasons.items() if holds),
        cautions=tuple(code for code, holds in cautions.items() if holds),
        places=held,
    )


def address_on(place: RecordView, today: date, languages: tuple[str, ...] = ("ru", "be")) -> Address | None:
    """The address of a place that is valid today, one of `languages` first, then the one checked last; None where
    there is none or the place is closed. An address that may have ended is given as not sure.
    """
    if not place.day("closed_on").is_unknown and place.day("closed_on").has_begun(today):
        return None
    items = sorted({path.split("/")[1] for path in place.fields if path.startswith("addresses/")})
    valid = [item for item in items if _is_valid(place, f"addresses/{item}", today)]
    if not valid:
        return None

    def rank(item: str) -> tuple[bool, int, str, str]:
        language = place.text(f"addresses/{item}/language")
        place_of = languages.index(language) if language in languages else len(languages)
        checked = place.day(f"addresses/{item}/last_verified").latest
        return not _is_sure(place, item, today), place_of, _newest_first(checked), item

    best = min(valid, key=rank)
    return Address(
        text=place.text(f"addresses/{best}/text"),
        postcode=place.text(f"addresses/{best}/postcode"),
        language=place.text(f"addresses/{best}/language"),
        is_sure=_is_sure(place, best, today),
    )


def postal_name(person: RecordView) -> str:
    """The name as an envelope bears it: the one marked for letters, else a Cyrillic one by document, surname first."""
    items = sorted({path.split("/")[1] for path in person.fields if path.startswith("names/")})
    named = [item for item in items if person.text(f"names/{item}/text")]
    if not named:
        return ""

    def rank(item: str) -> tuple[bool, bool, bool, bool, str]:
        kind = person.text(f"names/{item}/kind")
        return (
            kind != "postal",
            kind in ("former", "alias", "known_as"),
            person.text(f"names/{item}/text").isascii() or not _is_cyrillic(person.text(f"names/{item}/text")),
            person.text(f"names/{item}/language") != "ru",
            item,
        )

    best = f"names/{min(named, key=rank)}"
    parts = [person.text(f"{best}/{part}") for part in ("surname", "given", "patronymic")]
    return " ".join(part for part in parts if part) if parts[0] and parts[1] else person.text(f"{best}/text")


def is_sent(letter: RecordView, today: date) -> bool:
    """Whether a letter to a person in prison has left: not a draft or a reservation, not dated in the future."""
    return (
        letter.text("direction") == "to_prisoner"
        and letter.text("status") not in NOT_YET_SENT
        and letter.day("sent_on").has_begun(today)
    )


def last_letter_on(letters: Iterable[RecordView], today: date) -> date | None:
    """The last day on which the last letter that passed may have been sent; None where nobody ever wrote.

    A letter without any date stands on the last of all days: somebody writes, and nobody knows since when.
    """
    passed = [one for one in letters if is_sent(one, today) and one.text("status") not in NOT_PASSED]
    return max((one.day("sent_on").latest or date.max for one in passed), default=None)


def months_since(last: date | None, today: date) -> int | None:
    """Whole months from the day of the last letter (`last_letter_on`) to today; None where nobody ever wrote."""
    return None if last is None else months_between(min(last, today), today)


def is_unwritten(last: date | None, today: date, months: int = LETTER_GAP_MONTHS) -> bool:
    """Whether nobody wrote for so many whole months: the one meaning of it, for marks, gaps, filters and lists."""
    since = months_since(last, today)
    return since is None or since >= months


def months_between(first: date, last: date) -> int:
    """Whole months from one day to a later one."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def months_before(today: date, months: int) -> date:
    """The last day from which whole months have passed: a letter of that day or before it is so old today."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def unwritten_from(last: date, months: int = LETTER_GAP_MONTHS) -> date | None:
    """The first day on which whole months have passed since a letter; None beyond the year 9998."""
    year, month = divmod(last.year * 12 + last.month - 1 + months, 12)
    if year >= date.max.year:
        return None
    days = monthrange(year, month + 1)[1]
    return date(year, month + 1, last.day) if last.day <= days else date(year, month + 1, days) + timedelta(days=1)


def is_reserved(letter: RecordView, today: date) -> bool:
    """Whether a name is reserved today. A reservation without a last day, past it, or for too long ahead is void."""
    last = letter.day("reserved_until").latest
    is_reservation = letter.text("direction") == "to_prisoner" and letter.text("status") == "reserved"
    return is_reservation and last is not None and today <= last <= today + timedelta(days=RESERVED_DAYS_MAX)


def double_letters(letters: Iterable[RecordView], today: date) -> list[RecordView]:
    """The letters to one person written, or reserved, without knowing of one another, in the order of their ids.

    Two sent on one day, or by two writers within a week; two reservations of today. Only exact days tell.
    """
    told = sorted(letters, key=lambda letter: letter.id)
    sent = [one for one in told if is_sent(one, today) and one.day("sent_on").is_day]
    reserved = [one for one in told if is_reserved(one, today)]
    double = {one.id for one in reserved} if len(reserved) > 1 else set()
    ordered = sorted(sent, key=lambda one: (one.day("sent_on").edtf, one.id))
    for place, first in enumerate(ordered):
        for second in ordered[place + 1 :]:
            if not _are_within_a_week(first, second):
                break
            if _are_double(first, second):
                double |= {first.id, second.id}
    return [one for one in told if one.id in double]


def answered(letters: Iterable[RecordView]) -> frozenset[bytes]:
    """The letters that an answer names, or that are marked as answered."""
    told = list(letters)
    named = {one.ref("answer_to") for one in told if one.text("direction") == "from_prisoner"}
    return frozenset(one.id for one in told if one.id in named or one.text("status") == "answered")


def _are_within_a_week(first: RecordView, second: RecordView) -> bool:
    one, other = first.day("sent_on").earliest, second.day("sent_on").earliest
    return one is not None and other is not None and (other - one).days < LETTER_DOUBLE_DAYS


def _are_double(first: RecordView, second: RecordView) -> bool:
    is_one_day = first.text("sent_on") == second.text("sent_on")
    return is_one_day or folded(first.text("written_by")) != folded(second.text("written_by"))


def _is_consent_withdrawn(consents: list[RecordView], today: date) -> bool:
    """Whether the latest word on letters is a withdrawal."""
    told = [one for one in consents if one.value("purposes/letters") is True]
    withdrawn = [one for one in told if not one.day("withdrawn_on").is_unknown]
    gone = begun(withdrawn, "withdrawn_on", today)
    holding = [one for one in told if one.day("withdrawn_on").is_unknown and not one.day("expires_on").has_ended(today)]
    last = gone[0].day("withdrawn_on") if gone else None
    renewed = last is not None and any(
        (one.day("given_on").earliest or date.min) > (last.latest or date.max) for one in holding
    )
    return last is not None and not renewed


def _holds(regime: list[RecordView], category: str, today: date) -> bool:
    return any(
        one.text("category") == category
        and one.day("began_on").has_begun(today)
        and not one.day("ended_on").has_ended(today)
        for one in regime
    )


def _is_cut_off(regime: list[RecordView], today: date) -> bool:
    """Whether the latest word on contact is that it was cut off. Words of one day: cut off, to be on the safe side."""
    told = begun((one for one in regime if one.text("category") in _CONTACT), "began_on", today)
    starts = [one for one in told if one.text("category") == "incommunicado_started"]
    ends = [one for one in told if one.text("category") == "incommunicado_ended"]
    open_starts = [one for one in starts if not one.day("ended_on").has_ended(today)]
    return any(not any(_is_after(end, start) for end in ends) for start in open_starts)


def _is_after(end: RecordView, start: RecordView) -> bool:
    first, last = start.day("began_on").latest, end.day("began_on").earliest
    return last is not None and (first is None or last > first)


def _is_valid(place: RecordView, item: str, today: date) -> bool:
    return (
        bool(place.text(f"{item}/text"))
        and place.day(f"{item}/valid_from").has_begun(today)
        and not place.day(f"{item}/valid_to").has_ended(today)
    )


def _is_sure(place: RecordView, item: str, today: date) -> bool:
    ends = place.day(f"addresses/{item}/valid_to")
    return ends.is_unknown or (ends.earliest is not None and ends.earliest > today)


def _newest_first(day: date | None) -> str:
    return f"{date.max.toordinal() - (day or date.min).toordinal():08d}"


def _is_cyrillic(text: str) -> bool:
    return any("\u0400" <= letter <= "\u04ff" for letter in text)
