"""What lies on the shelf, counted from entries: each purchase and each use is an entry, nothing is ever corrected."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from node.ledger.derived.view import RecordView
from node.ledger.text import folded
from node.ledger.vocabulary.work import STOCK_IN

_STEPS: Final = ("packed", "sent", "written_off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One thing in one unit. `packed` waits to be sent; what is sent was packed, whether that was entered or not."""

    title: str  # as the entry with the smallest id spells it
    unit: str
    category: str
    came: int
    packed: int
    sent: int
    written_off: int
    best_before: date | None  # the next one of what came, where anything is left

    @property
    def left(self) -> int:
        """How many lie on the shelf; below 0 where more was used than came."""
        return self.came - max(self.packed, self.sent) - self.written_off

    @property
    def waiting(self) -> int:
        """How many are packed and not sent."""
        return max(0, self.packed - self.sent)

    @property
    def is_short(self) -> bool:
        """Whether more was used than came: an entry is missing, or two helpers packed the same things."""
        return self.left < 0


def count_stock(entries: Iterable[RecordView], today: date) -> list[Shelf]:
    """The shelves, by title. Entries of one thing are told by title in any case and spacing, and by unit."""
    grouped: dict[tuple[str, str], list[RecordView]] = {}
    for entry in entries:
        if entry.number("quantity") is not None and entry.text("title"):
            grouped.setdefault((folded(entry.text("title")), entry.text("unit")), []).append(entry)
    return [_shelf(group, today) for _, group in sorted(grouped.items())]


def _shelf(entries: list[RecordView], today: date) -> Shelf:
    entries.sort(key=lambda entry: entry.id)
    counts = {step: sum(_count(one) for one in entries if one.text("step") == step) for step in _STEPS}
    came = [one for one in entries if one.text("step") in STOCK_IN]
    days = [day for one in came if (day := one.day("best_before").earliest) is not None]
    return Shelf(
        title=entries[0].text("title"),
        unit=entries[0].text("unit"),
        category=next((word for one in entries if (word := one.text("category"))), ""),
        came=sum(map(_count, came)),
        packed=counts["packed"],
        sent=counts["sent"],
        written_off=counts["written_off"],
        best_before=min((day for day in days if day >= today), default=max(days, default=None)),
    )


def _count(entry: RecordView) -> int:
    return entry.number("quantity") or 0
