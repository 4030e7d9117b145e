"""What a calendar of hearings asks of one: its day, its court in one spelling, what is still missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from node.ledger.derived.view import RecordView
from node.ledger.language import Labels, labels
from node.ledger.statistics.folding import fold_court, same
from node.ledger.values.partial_date import PartialDate

_GOING: Final = ("", "planned")
UNNAMED: Final = labels("court not named", "суд не названы", "суд не назван")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """One hearing in a calendar. `court` is the key under which its spellings fall together, empty where none is named.

    `begins` is empty where the hour is not known; a day that is known in part stands at its first possible day.
    """

    record: bytes
    day: PartialDate
    first: date
    begins: str
    court: str
    has_outcome: bool
    watchers: int  # who planned to come or came

    def lacks_outcome(self, today: date) -> bool:
        """Whether it is over and nobody wrote what came of it."""
        return not self.has_outcome and self.day.has_ended(today)


def sitting_of(hearing: RecordView, courts: Mapping[bytes, tuple[str, Labels]]) -> Sitting | None:
    """A hearing as a calendar shows it; None where not even its year is known. `courts` are those of the list."""
    day = hearing.day("held_on")
    if day.earliest is None:
        return None
    items = {path.split("/")[1] for path in hearing.fields if path.startswith("observers/")}
    coming = sum(hearing.text(f"observers/{item}/state") in (*_GOING, "came") for item in items)
    return Sitting(
        record=hearing.id,
        day=day,
        first=day.earliest,
        begins=hearing.text("starts_at"),
        court=court_of_hearing(hearing, courts)[0],
        has_outcome=bool(hearing.text("outcome")),
        watchers=coming,
    )


def court_of_hearing(hearing: RecordView, courts: Mapping[bytes, tuple[str, Labels]]) -> tuple[str, Labels]:
    """The key and the words of a hearing's court: of the list, else by its spelling."""
    listed = hearing.ref("court")
    if listed is not None and listed in courts:
        return courts[listed]
    text = hearing.text("court_text")
    return fold_court(text) if text else ("", UNNAMED)


def listed_court(court: RecordView) -> tuple[str, Labels]:
    """The key and the words of a court of the list, as its spellings fold."""
    texts = {
        court.text(path.replace("/text", "/language")): court.text(path)
        for path in sorted(court.fields)
        if path.startswith("names/") and path.endswith("/text")
    }
    first = next(iter(texts.values()), "")
    keyed = [fold_court(text) for text in texts.values()]
    known = [one for one, text in zip(keyed, texts.values(), strict=True) if one[1] != same(text)]
    if known:
        return known[0]
    return (keyed[0][0] if keyed else court.id.hex()), labels(
        texts.get("en", first), texts.get("be", first), texts.get("ru", first)
    )
