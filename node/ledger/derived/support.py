"""What one person is given today and what nobody gives: guardian, letters, parcels, a lawyer, help after release."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from node.ledger.derived.guardians import is_caring, state_of_care
from node.ledger.derived.letters import Around, Writing, is_sent, is_unwritten, last_letter_on, may_write
from node.ledger.derived.parcels import next_parcel_on, parcels_in_period
from node.ledger.derived.status import Liberty, current_status, liberty_of
from node.ledger.derived.view import RecordView
from node.ledger.limits import PARCEL_MONTHS, RELEASED_DAYS
from node.ledger.vocabulary.aid import AREA_OF, CARE_SILENT, DELIVERIES_FAILED, GAP
from node.ledger.vocabulary.letter import NOT_PASSED

MONTHS_TOLD: Final = 6  # of what was given, told back from this month: more does not fit a phone
ABOUT_PERSON: Final = (  # the kinds of records that say what a person is given
    *("status_event", "placement", "regime_event", "consent", "letter"),
    *("guardianship", "delivery", "need", "lawyer_engagement"),
)
_RANK: Final = {code: rank for rank, code in enumerate(GAP.codes)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The records about one person that say what is given."""

    around: Around
    guardianships: list[RecordView]
    deliveries: list[RecordView]
    needs: list[RecordView]
    lawyers: list[RecordView]


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """One person today. `letters` and `parcels` say of each month back from this one how many were sent."""

    liberty: Liberty
    writing: Writing
    gaps: tuple[str, ...]  # words of `gap`
    last_letter: date | None  # see `last_letter_on`; None: nobody ever wrote
    parcel_months: int | None  # the period of the place, where it is known
    parcels_now: int  # in the present period of the place; two or more are a double parcel
    next_parcel: date | None
    letters: tuple[int, ...]
    parcels: tuple[int, ...]

    @property
    def order(self) -> tuple[bool, int, date]:
        """What lists sort by, the least supported first: people in prison before others, then by gaps and letters.

        A lawyer is left out of it: who has one is known only where a group writes it down.
        """
        gaps = sum(code != "lawyer" for code in self.gaps)
        return self.liberty is not Liberty.IMPRISONED, -gaps, self.last_letter or date.min


def given_of(person: RecordView, about: Mapping[str, Sequence[RecordView]]) -> Given:
    """What is told of one person's help, from the records about that person by kind."""
    found = {kind: list(about.get(kind, ())) for kind in ABOUT_PERSON}
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
        lawyers=found["lawyer_engagement"],
    )


def support_of(given: Given, places: Mapping[bytes, RecordView], today: date) -> Support:
    """What one person is given today. `places` holds the places of the stays, as far as they are known."""
    around = given.around
    status = current_status(around.events, today)
    liberty = liberty_of(status.code) if status else Liberty.UNKNOWN
    writing = may_write(around, places, today)
    months = _parcel_months(writing, places)
    last = last_letter_on(around.letters, today)
    is_over = liberty is Liberty.DEAD or around.person.text("care_stage") == "closed"
    found = () if is_over else _gaps(given, liberty, writing, last, months, today)
    sent = [one for one in given.deliveries if one.text("status") not in DELIVERIES_FAILED]
    return Support(
        liberty=liberty,
        writing=writing,
        gaps=tuple(sorted(found, key=_RANK.__getitem__)),
        last_letter=last,
        parcel_months=months,
        parcels_now=len(parcels_in_period(given.deliveries, months, today)),
        next_parcel=next_parcel_on(given.deliveries, months),
        letters=_by_month([one for one in around.letters if is_sent(one, today) and _has_passed(one)], today),
        parcels=_by_month([one for one in sent if one.text("category") == "parcel"], today),
    )


def _gaps(
    given: Given, liberty: Liberty, writing: Writing, last: date | None, months: int | None, today: date
) -> list[str]:
    caring = [one for one in given.guardianships if is_caring(one, today)]
    is_held = liberty in (Liberty.IMPRISONED, Liberty.RESTRICTED)
    holds = {
        "guardian": not caring,
        "contact": bool(caring) and all(state_of_care(one, today) == CARE_SILENT for one in caring),
        "letters": writing.may and is_unwritten(last, today),
        "parcel": liberty is Liberty.IMPRISONED and _lacks_parcel(given, months, today),
        "lawyer": is_held and not any(_works(one, today) for one in given.lawyers),
        "after_release": _is_unasked(given, liberty, today),
    }
    return [code for code, holds_now in holds.items() if holds_now]


def _lacks_parcel(given: Given, months: int | None, today: date) -> bool:
    """Whether a parcel may be sent and none was in this period."""
    around = given.around
    taken = [one for one in around.regime if one.text("category") == "parcels_withdrawn"]
    is_barred = any(stay.value("may_send_parcel") is False for stay in _stays_now(around, today)) or any(
        one.day("began_on").has_begun(today) and not one.day("ended_on").has_ended(today) for one in taken
    )
    return not is_barred and not parcels_in_period(given.deliveries, months or PARCEL_MONTHS, today)


def _stays_now(around: Around, today: date) -> list[RecordView]:
    return [
        stay
        for stay in around.stays
        if stay.day("began_on").has_begun(today) and not stay.day("ended_on").has_ended(today)
    ]


def _works(engagement: RecordView, today: date) -> bool:
    """Whether a lawyer works for the person today and has a licence."""
    withdrawn = engagement.day("licence_withdrawn_on")
    return (
        engagement.day("began_on").has_begun(today)
        and not engagement.day("ended_on").has_ended(today)
        and (withdrawn.is_unknown or not withdrawn.has_begun(today))
    )


def _is_unasked(given: Given, liberty: Liberty, today: date) -> bool:
    """Whether somebody came free within a year, or is at that stage of help, and nobody wrote down any need since."""
    if liberty is not Liberty.FREE:
        return False
    status = current_status(given.around.events, today)
    since = status.since.latest if status and status.code.startswith("released_") else None
    is_new = since is not None and since > today - timedelta(days=RELEASED_DAYS)
    is_asked = any(AREA_OF.get(one.text("category")) == "after_release" for one in given.needs)
    return (is_new or given.around.person.text("care_stage") == "after_release") and not is_asked


def _parcel_months(writing: Writing, places: Mapping[bytes, RecordView]) -> int | None:
    rules = [places[place].number("parcel_every_months") for place in writing.places if place in places]
    return rules[0] if rules else None


def _has_passed(letter: RecordView) -> bool:
    return letter.text("status") not in NOT_PASSED


def _by_month(records: list[RecordView], today: date) -> tuple[int, ...]:
    """How many were surely sent in each month, this one first. What is not dated to a month counts in none."""
    counts = [0] * MONTHS_TOLD
    for one in records:
        day = one.day("sent_on")
        if (
            day.earliest
            and day.latest
            and (day.earliest.year, day.earliest.month) == (day.latest.year, day.latest.month)
        ):
            back = (today.year - day.earliest.year) * 12 + today.month - day.earliest.month
            if 0 <= back < MONTHS_TOLD:
                counts[back] += 1
    return tuple(counts)
