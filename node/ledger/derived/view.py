"""A record as the derivations see it: one value for each path, and what is known about that value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from node.ledger.errors import ValueRefused
from node.ledger.limits import RECORD_BYTES
from node.ledger.types import Scalar
from node.ledger.values.money import Money, decode_money
from node.ledger.values.partial_date import UNKNOWN, PartialDate, decode_date
from node.ledger.values.term import Term, decode_term


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """`fields` holds the winning value of each path; `proposed` paths wait for a second person and do not count."""

    id: bytes
    kind: str
    fields: Mapping[str, Scalar]
    attested: frozenset[str] = field(default_factory=frozenset)
    proposed: frozenset[str] = field(default_factory=frozenset)

    def value(self, path: str) -> Scalar:
        """The value at `path`; None where there is none or it is only proposed."""
        return None if path in self.proposed else self.fields.get(path)

    def text(self, path: str) -> str:
        """The text at `path`; empty where there is none."""
        value = self.value(path)
        return value if isinstance(value, str) else ""

    def number(self, path: str) -> int | None:
        """The whole number at `path`."""
        value = self.value(path)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def day(self, path: str) -> PartialDate:
        """The date at `path`; unknown where there is none."""
        text = self.text(path)
        if not text:  # most often; an error takes ten times as long
            return UNKNOWN
        try:
            return decode_date(text)
        except ValueRefused:
            return UNKNOWN

    def term(self, path: str) -> Term | None:
        """The term at `path`."""
        text = self.text(path)
        if not text:
            return None
        try:
            return decode_term(text)
        except ValueRefused:
            return None

    def money(self, path: str) -> Money | None:
        """The sum at `path`."""
        text = self.text(path)
        if not text:
            return None
        try:
            return decode_money(text)
        except ValueRefused:
            return None

    def ref(self, path: str) -> bytes | None:
        """The id of the record at `path`, without the space it may name."""
        value = self.value(path)
        return value[-RECORD_BYTES:] if isinstance(value, bytes) and len(value) >= RECORD_BYTES else None


def by_reference(views: Iterable[RecordView], path: str) -> dict[bytes, list[RecordView]]:
    """Views grouped by the record they refer to at `path`; those that refer to none are left out."""
    grouped: dict[bytes, list[RecordView]] = {}
    for view in views:
        target = view.ref(path)
        if target is not None:
            grouped.setdefault(target, []).append(view)
    return grouped
