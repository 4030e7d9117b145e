"""Looking through all records: each once, whatever is written meanwhile."""

from collections.abc import Callable

import pytest

from node.ledger.schema import LEDGER
from node.service import gathering
from node.service.effects import RecordRow
from node.service.gathering import gather_rows
from tests.api.fake_port import FakePort
from tests.api.sample import Sample, filled

KINDS = tuple(kind.name for kind in LEDGER)


@pytest.fixture
async def sample(random_from: Callable[[str], Callable[[int], bytes]], monkeypatch: pytest.MonkeyPatch) -> Sample:
    """A ledger with one of everything, read in pieces of three."""
    monkeypatch.setattr(gathering, "GATHER_ROWS", 3)
    return await filled(FakePort(random_from("node")))


def gathered(sample: Sample, **asked: object) -> list[RecordRow]:
    """The rows handed over."""
    rows: list[RecordRow] = []
    sample.port.run(gather_rows([sample.space.space], rows.append, **asked))  # type: ignore[arg-type]
    return rows


@pytest.mark.parametrize("kinds", [None, ("person",), ("person", "need"), KINDS], ids=["any", "one", "two", "all"])
async def test_every_record_of_the_kinds_is_handed_over_once(sample: Sample, kinds: tuple[str, ...] | None) -> None:
    rows = gathered(sample, kinds=kinds)
    every = gathered(sample)
    assert len({row.record for row in every}) == len(every) == len(sample.records)
    assert {row.record for row in rows} == {row.record for row in every if kinds is None or row.kind in kinds}
    assert len(rows) == len({row.record for row in rows})


async def test_only_records_with_the_words_are_handed_over(sample: Sample) -> None:
    assert [row.record for row in gathered(sample, kinds=("person",), search="uzorova")] == [sample.records["anna"]]
    assert gathered(sample, search="!!!") == []


async def test_progress_ends_with_all_records(sample: Sample) -> None:
    told: list[tuple[int, int | None]] = []
    gathered(sample, tell=lambda done, total: told.append((done, total)))
    assert told[-1] == (len(sample.records), len(sample.records))
