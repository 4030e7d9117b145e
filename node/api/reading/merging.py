"""What a page shows where several values stand for one fact and somebody may write one in place of all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from node.api.forms import Control, Maker, controls_of
from node.api.limits import MERGED_VALUES_MAX, MERGES_SHOWN
from node.crdt.claims import KIND_PATH, Claim, Projection
from node.ledger.declare import Kind, pattern_of
from node.ledger.merging import suggest_union
from node.ledger.registry import Registry
from node.ledger.text import inert
from node.ledger.types import LongText, Members, Ref, Scalar, Text
from node.service.effects import Step
from node.service.records import read_parting
from node.service.space import SpaceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """A field in which one value is written in place of several. `before`: what stood where they parted, if known."""

    control: Control
    before: str
    is_suggested: bool  # made of all of them; otherwise the field begins with the one shown first


def read_merges(
    space: SpaceState,
    registry: Registry,
    kind: Kind,
    projection: Projection,
    language: str,
    *,
    typed: Mapping[str, str] = MappingProxyType({}),
    errors: Mapping[str, str] = MappingProxyType({}),
) -> Step[dict[str, Merge]]:
    """Return what merges each field in conflict, by path; references are only chosen from. `typed`: as it was sent."""
    conflicts = [path for path in projection.conflicts() if path != KIND_PATH and _is_written(kind, path)]
    found = dict[str, Merge]()
    for path in conflicts[:MERGES_SHOWN]:
        declared = kind.by_path[pattern_of(path) or ""]
        claims = [claim for claim in projection.fields[path] if not claim.is_proposed]
        before = yield from read_parting(space, projection.record, path)
        is_text = isinstance(declared.type, Text | LongText)
        union = _union(before, claims, is_long=isinstance(declared.type, LongText)) if is_text else ""
        text = typed.get(path) or union or None
        maker = Maker(
            registry=registry,
            kind=kind.name,
            language=language,
            standing={path: tuple(claims)},
            typed={path: text} if text is not None else None,
            errors=errors,
        )
        view = maker.form()
        control = next(one for one in controls_of((*view.short, *view.more)) if one.path == path)
        shown = "" if before is None else declared.type.format(before, language)
        control = replace(control, others=())  # they stand beside one another above it
        found[path] = Merge(control=control, before=shown, is_suggested=bool(union))
    return found


def _is_written(kind: Kind, path: str) -> bool:
    declared = kind.by_path.get(pattern_of(path) or "")
    return declared is not None and not isinstance(declared.type, Ref | Members)


def _union(before: Scalar, claims: list[Claim], *, is_long: bool) -> str:
    texts = [inert(claim.value) for claim in reversed(claims) if isinstance(claim.value, str)]
    if len(texts) > MERGED_VALUES_MAX:
        return ""
    return suggest_union(inert(before) if isinstance(before, str) else "", texts, is_long=is_long)
