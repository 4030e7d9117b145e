"""The example of a new kind runs, is short, and what it prints is what the text beside it says."""

from pathlib import Path

import pytest

from examples import new_kind
from node.crdt.schema import Fitness
from node.ledger.judge import Judge

SOURCE = Path(new_kind.__file__).read_text(encoding="utf-8")


def test_the_example_prints_form_value_refusal_and_schema(capsys: pytest.CaptureFixture[str]) -> None:
    new_kind.main()
    printed = capsys.readouterr().out
    for expected in (
        "Хто прыйшоў",
        "stored: 2026-04-24 · shown: 24.04.2026",
        "refused: day: па-за межамі",
        'schema: {"person": {',
    ):
        assert expected in printed


def test_the_declaration_takes_about_thirty_lines() -> None:
    begun, ended = (SOURCE.index(f"# --- {mark}") for mark in ("the whole declaration", "what follows"))
    assert SOURCE[begun:ended].count("\n") <= 40


def test_the_new_kind_is_judged_like_any_other() -> None:
    judge = Judge(new_kind.REGISTRY)
    assert judge.judge("visit", "outcome", "refused") is Fitness.OK
    assert judge.judge("visit", "outcome", "No") is Fitness.BAD
    assert judge.judge("person", "names/x/text", "Тэставіч") is Fitness.OK
