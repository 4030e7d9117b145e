"""Who takes care of whom today, whose guardian has gone silent, and who has two guardians without knowing."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from node.ledger.derived.view import RecordView
from node.ledger.limits import CARE_SILENT_DAYS
from node.ledger.values.partial_date import PartialDate
from node.ledger.vocabulary.aid import CARE_SILENT

_ACTIVE: Final = ("", "active")
_BESIDE: Final = frozenset(("public_figure", "family_contact", "letters_only"))  # kinds that stand beside a guardian


def is_caring(guardianship: RecordView, today: date) -> bool:
    """Whether somebody takes care today: active (or of unsaid state), begun, not ended before today."""
    return (
        guardianship.text("state") in _ACTIVE
        and guardianship.day("began_on").has_begun(today)
        and not guardianship.day("ended_on").has_ended(today)
    )


def state_of_care(guardianship: RecordView, today: date) -> str:
    """A word of `care_state`: what is written down, but ended, not begun or silent where the dates say so."""
    said = guardianship.text("state")
    if said not in _ACTIVE:
        return said
    if guardianship.day("ended_on").has_ended(today):
        return "ended"
    if not guardianship.day("began_on").has_begun(today):
        return "offered"
    return CARE_SILENT if _is_silent(guardianship, today) else "active"


def last_contact(guardianship: RecordView) -> PartialDate:
    """When the guardian was last heard of: the last contact, else the beginning."""
    last = guardianship.day("last_contact_on")
    return guardianship.day("began_on") if last.is_unknown else last


def double_guardians(guardianships: Iterable[RecordView], today: date) -> dict[bytes, list[RecordView]]:
    """By person, the guardianships of today of one sort where there are several.

    A guardian and a group are one sort; a public figure, a family contact and a letter writer each stand beside them.
    """
    sorts: dict[tuple[bytes, str], list[RecordView]] = {}
    for one in guardianships:
        person = one.ref("person")
        if person is not None and is_caring(one, today):
            category = one.text("category")
            sorts.setdefault((person, category if category in _BESIDE else ""), []).append(one)
    doubled: dict[bytes, list[RecordView]] = {}
    for (person, _), found in sorted(sorts.items()):
        if len(found) > 1:
            doubled.setdefault(person, []).extend(sorted(found, key=lambda one: one.id))
    return doubled


def people_without_guardian(
    people: Iterable[RecordView], guardianships: Iterable[RecordView], today: date
) -> list[RecordView]:
    """Those of `people` for whom nobody takes care today, in the order given."""
    cared = {guardianship.ref("person") for guardianship in guardianships if is_caring(guardianship, today)}
    return [person for person in people if person.id not in cared]


def _is_silent(guardianship: RecordView, today: date) -> bool:
    last = last_contact(guardianship)
    return last.latest is None or last.latest < today - timedelta(days=CARE_SILENT_DAYS)
