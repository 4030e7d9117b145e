"""Commands that write records anew into another space, and show before what would go there."""

from node.api.answers.records import json_value
from node.crdt.ids import Record
from node.ledger.types import Json
from node.runtime.commands.call import Answer, Call, Command
from node.runtime.commands.errors import Unusable
from node.runtime.commands.finding import find_record, find_space
from node.service.effects import Step
from node.service.node import Node
from node.service.sharing import Preview, SharedField, later_edits, preview_share, share_records
from node.service.space import SpaceState


async def share(call: Call) -> Answer:
    """Write records anew into another space, or show what would be written (`dry_run`)."""
    only, without = call.args.optional_texts("fields"), call.args.optional_texts("without")
    is_dry = call.args.optional_text("dry_run") is not None

    def step(node: Node) -> Step[Answer]:
        source, records = yield from _find_records(node, call.args.texts("records"))
        target = find_space(node, call.args.text("to"))
        previews: dict[Record, Preview] = {}
        for record in records:
            previews[record] = yield from preview_share(source, record, target, beside=records)
        chosen = {record: _chosen(item, only, without) for record, item in previews.items()}
        if not is_dry:
            yield from share_records(source, target, chosen, now=call.home.now())
        shown: list[Json] = [_preview_json(item, chosen[record]) for record, item in previews.items()]
        return {"record": previews[records[0]].copy.hex(), "space": target.space.hex(), "records": shown}

    return await (call.read(step) if is_dry else call.write(step))


async def offers(call: Call) -> Answer:
    """Tell which copies in a space have an original that was edited since."""

    def step(node: Node) -> Step[Answer]:
        space = find_space(node, call.args.optional_text("space"))
        found = yield from later_edits(node, space)
        return {"records": [_preview_json(item, item.chosen) for item in found]}

    return await call.read(step)


def _find_records(node: Node, named: tuple[str, ...]) -> Step[tuple[SpaceState, list[Record]]]:
    found: dict[Record, SpaceState] = {}
    for text in named:
        space, record = yield from find_record(node, text)
        found[record] = space
    first, *others = found.values()
    if any(space is not first for space in others):
        raise Unusable("records of one space are shared at once; nothing was shared")
    return first, list(found)


def _chosen(preview: Preview, only: tuple[str, ...], without: tuple[str, ...]) -> frozenset[str]:
    """Return the paths meant; a path stands for all that is below it too."""
    paths = [item.path for item in preview.fields]
    picked = {path for path in paths if _is_below(path, only)} if only else set(preview.chosen)
    return frozenset(path for path in picked if not _is_below(path, without))


def _is_below(path: str, named: tuple[str, ...]) -> bool:
    return any(path == name or path.startswith(f"{name}/") for name in named)


def _preview_json(preview: Preview, chosen: frozenset[str]) -> dict[str, Json]:
    return {
        "record": preview.copy.hex(),
        "original": preview.original.record.hex(),
        "from": preview.original.space.hex(),
        "is_new": preview.is_new,
        "kind": preview.kind,
        "title": preview.title,
        "fields": [_field_json(item, item.path in chosen) for item in preview.fields],
    }


def _field_json(field: SharedField, is_chosen: bool) -> dict[str, Json]:
    return {
        "path": field.path,
        "value": json_value(field.value),
        "there": json_value(field.there),
        "stand": field.stand.value,
        "level": field.level.value,
        "conflict": field.is_conflict,
        "group": field.group,
        "source": field.source.hex() if field.source else None,
        "goes": is_chosen,
    }


COMMANDS = (
    Command(name="record.share", run=share),
    Command(name="record.offers", run=offers),
)
