"""What answers to criteria suggest: never more than a suggestion."""

import pytest

from node.ledger.criteria import CRITERIA_SETS, GUIDELINES_2013, PACE_1900, suggest

NO_BAR = {"guide_liberty": "yes", "guide_violence": "no", "guide_hatred": "no"}


@pytest.mark.parametrize(
    ("answers", "decision", "grants"),
    [
        ({}, "under_review", None),
        (NO_BAR, "under_review", None),
        (NO_BAR | {"guide_trial": "yes"}, "recognised", "political_prisoner"),
        (NO_BAR | {"guide_conscience": "yes", "guide_trial": "yes"}, "recognised", "prisoner_of_conscience"),
        (NO_BAR | {"guide_trial": "yes", "guide_violence": "unclear"}, "under_review", None),
        (NO_BAR | {"guide_trial": "yes", "guide_violence": "yes"}, "not_recognised", None),
        (NO_BAR | {"guide_trial": "yes", "guide_liberty": "no"}, "not_recognised", None),
        (NO_BAR | {"guide_trial": "no"}, "under_review", None),
        (NO_BAR | {"guide_trial": "a later word"}, "under_review", None),
    ],
)
def test_guidelines_suggest_by_answers(answers: dict[str, str], decision: str, grants: str | None) -> None:
    suggestion = suggest(GUIDELINES_2013, answers)
    assert (suggestion.decision, suggestion.grants) == (decision, grants)


def test_all_answers_no_suggest_no() -> None:
    answers = {criterion.code: "no" for criterion in PACE_1900.criteria} | {"pace_liberty": "yes"}
    assert suggest(PACE_1900, answers).decision == "not_recognised"


def test_an_unknown_answer_to_what_is_required_leaves_it_open() -> None:
    assert suggest(PACE_1900, {"pace_liberty": "?", "pace_a": "yes", "pace_terror": "no"}).decision == "under_review"


def test_a_set_without_conditions_needs_one_yes() -> None:
    wide = CRITERIA_SETS["dissidentby_wide"]
    assert suggest(wide, {"wide_stance": "yes"}).decision == "recognised"
    assert suggest(wide, {"wide_stance": "no"}).decision == "not_recognised"
    assert suggest(wide, {}).decision == "under_review"
