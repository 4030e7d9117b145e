"""What a record, a member and a group are called on a page, in the language of the reader.

A withheld name is never given here: its code is.
"""

from collections.abc import Mapping
from typing import Final

from node.api.i18n import gettext as _
from node.crdt.ids import Device, Group, Record
from node.ledger.declare import placeholders
from node.ledger.describe import title_of
from node.ledger.registry import Registry
from node.ledger.text import inert
from node.ledger.types import Ref, Scalar
from node.service.effects import RecordRow
from node.service.rows import values_of, view_of
from node.service.space import SpaceState

_CODE_CHARS: Final = 6  # of a record id: what stands for a withheld name without a code of its own
_RANK_BY_KIND: Final = {"former": 2, "alias": 2, "postal": 1}

_LATIN: Final = frozenset(("en", "pl", "lt"))  # whose readers take a name in Latin letters first

Values = Mapping[str, Scalar]


def person_name(values: Values, language: str) -> str:
    """Return the spelling of a name to show to a reader of `language`; empty where there is none."""
    best: tuple[tuple[int, int, bool, str], str] | None = None
    for path, text in values.items():
        if not (path.startswith("names/") and path.endswith("/text") and isinstance(text, str)):
            continue
        item = path.removesuffix("/text")
        fits = values.get(f"{item}/language") == language
        preferred = values.get(f"{item}/preferred") is True
        last = _RANK_BY_KIND.get(str(values.get(f"{item}/kind")), 0)
        rank = (last, 3 - 2 * fits - preferred, text.isascii() != (language in _LATIN), path)
        if best is None or rank < best[0]:
            best = (rank, text)
    return inert(best[1]) if best else ""


def is_withheld(values: Values) -> bool:
    """Tell whether the name of a person is not to be shown in lists."""
    return values.get("identity_withheld") is True


def withheld_name(values: Values, record: bytes) -> str:
    """Return what stands in place of a withheld name: words and a stable code."""
    code = values.get("code")
    shown = inert(code) if isinstance(code, str) else record.hex()[:_CODE_CHARS].upper()
    return _("Name withheld · %(code)s") % {"code": shown}


def row_title(registry: Registry, row: RecordRow, language: str, targets: Mapping[Record, str] | None = None) -> str:
    """Return the line that names a record. `targets` are the titles of records it refers to."""
    told = {path: shown.value for path, shown in view_of(row).items()}
    return record_title(registry, row.kind, row.record, values_of(row), language, targets, told)


def record_title(
    registry: Registry,
    kind: str,
    record: bytes,
    values: Values,
    language: str,
    targets: Mapping[Record, str] | None = None,
    told: Values | None = None,
) -> str:
    """Return the line that names a record, from the values that count.

    `told` are all values, those that wait for a second person too: a list shows them with their mark.
    """
    known = registry.get(kind)
    if known is None:
        return _("Record of a newer program")
    if is_withheld(values):
        return withheld_name(values, record)
    if "names/*/text" in known.by_path:
        return person_name(values, language) or _("Without a name")
    title = title_of(registry, kind, _without_refs(registry, kind, told or values), language)
    places = [name for name in _ref_titles(registry, kind, values, targets or {}) if name]
    return " · ".join([*places, title] if title else places) or known.labels.in_language(language)


def refs_in_title(registry: Registry, row: RecordRow) -> tuple[bytes, ...]:
    """Return the records whose titles belong into the title of this one."""
    known = registry.get(row.kind)
    named = placeholders(known.summary) if known else ()
    return tuple(target for path, target in row.refs if path in named)


def member_name(space: SpaceState, device: Device) -> str:
    """Return the pseudonym of a member, or the first digits of an unknown device."""
    member = space.view.membership.members.get(device)
    return inert(member.name) if member and member.name else device.hex()[:8]


def group_name(space: SpaceState, group: Group | None) -> str:
    """Return the name of a group; empty where there is none."""
    return inert(space.view.name_of(group))


def _without_refs(registry: Registry, kind: str, values: Values) -> Values:
    fields = registry.kind(kind).by_path
    return {
        path: value for path, value in values.items() if not (path in fields and isinstance(fields[path].type, Ref))
    }


def _ref_titles(registry: Registry, kind: str, values: Values, targets: Mapping[Record, str]) -> list[str]:
    known = registry.kind(kind)
    named = [path for path in placeholders(known.summary) if isinstance(known.by_path[path].type, Ref)]
    return [targets.get(Record(value), "") for path in named if isinstance(value := values.get(path), bytes)]
