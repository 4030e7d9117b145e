"""Which of several dated statements is the latest, when dates are known in part."""

from collections.abc import Iterable
from datetime import date

from node.ledger.derived.view import RecordView
from node.ledger.values.partial_date import PartialDate


def begun(views: Iterable[RecordView], path: str, today: date) -> list[RecordView]:
    """Those whose date at `path` is not surely in the future, the latest first; ties in the order of their ids."""
    past = [view for view in views if view.day(path).has_begun(today)]
    past.sort(key=lambda view: view.id)
    return sorted(past, key=lambda view: _moment(view, path), reverse=True)


def undominated(views: list[RecordView], path: str) -> list[RecordView]:
    """Those that no other surely follows, in the order given. A date not known is followed by every one that is."""
    latest_start = max((day.earliest for view in views if (day := view.day(path)).earliest), default=None)
    return [view for view in views if not _is_before(view.day(path), latest_start)]


def _is_before(day: PartialDate, moment: date | None) -> bool:
    if moment is None:
        return False
    if day.earliest is None and day.latest is None:
        return True
    return day.latest is not None and day.latest < moment


def _moment(view: RecordView, path: str) -> date:
    day = view.day(path)
    return day.earliest or day.latest or date.min
