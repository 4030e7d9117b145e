"""Steps that make rows anew from what the logs hold: after a crash, new keys or members, or on request."""

from collections.abc import Callable, Sequence

from node.crdt.ids import Record, Space
from node.service.deferring import note_replayed
from node.service.effects import Commit, DropRows, LoadDirty, Step
from node.service.limits import REBUILD_BATCH
from node.service.space import SpaceState, load_records, make_row
from node.service.waiting import awaited_after, awaited_setting, pack_awaited

Progress = Callable[[int], None]


def rebuild(space: SpaceState, progress: Progress) -> Step[int]:
    """Drop every row of a space and replay its records; return how many. `progress` is told the number done so far."""
    space.opened.clear()
    yield DropRows(space.space)
    return (yield from refresh(space, progress))


def refresh(space: SpaceState, progress: Progress) -> Step[int]:
    """Replay the records whose rows are out of date; return how many."""
    done = 0
    while True:
        dirty: Sequence[tuple[Space, Record]] = yield LoadDirty(space.space, REBUILD_BATCH)
        if not dirty:
            return done
        erased = tuple(item for item in dirty if space.view.membership.is_erased(item[1]))
        opened = yield from load_records(space, (item[1] for item in dirty if item not in erased))
        rows = tuple(make_row(space, item) for item in opened.values() if item.origins)
        unseen = tuple((space.space, item.record) for item in opened.values() if not item.origins)
        awaited = awaited_after(space.awaited, opened.values())
        noted = () if awaited == space.awaited else ((awaited_setting(space.space), pack_awaited(awaited)),)
        yield Commit(rows=rows, prune=erased, unseen=unseen, settings=noted, is_own=False)
        space.awaited = awaited
        yield from note_replayed(space, opened, rows)
        space.forget(record for _, record in unseen)
        done += len(rows)
        progress(done)
