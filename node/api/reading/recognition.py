"""What groups decided on one person, side by side: by which criteria, with which answers and reasons.

No decision stands without whose it is and by which set; a suggestion is never shown as a decision.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from node.api.i18n import gettext as _
from node.api.limits import RELATED_ROWS
from node.api.links import card_url
from node.api.reading.person import EVENTS_MAX, day_words
from node.api.reading.titles import Link, read_links
from node.api.reading.views import mark_words, marks_of, view_of_row
from node.crdt.ids import Record, Space
from node.ledger.criteria import CRITERIA_SETS, Effect, suggest
from node.ledger.derived import RecordView, current_recognitions
from node.ledger.text import inert
from node.ledger.vocabulary.recognition import ANSWER, CRITERIA_SET, RECOGNITION_CLASS, RECOGNITION_DECISION
from node.ledger.vocabulary.status import STATUS_STATE, STATUS_STATES_NOT_COUNTED
from node.service.effects import FindRows, FoundRows, RecordRow, Step
from node.service.node import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One criterion with a group's answer."""

    code: str
    question: str
    effect: str  # includes, required, excludes
    answer: str  # in words
    answer_code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One group's decision, in words. `suggested` is what its own answers suggest, where that differs."""

    url: str
    record: Record
    group: str
    decision: str
    decision_code: str
    as_what: str
    criteria: str
    criteria_code: str
    day: str
    rationale: str
    appeal: str
    source_url: str
    state: str
    is_current: bool
    answers: tuple[Answered, ...]
    suggested: str
    marks: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognitions:
    """Everything decided on one person: what holds today, and what held before."""

    person: Link
    current: tuple[Decision, ...]
    former: tuple[Decision, ...]


def read_recognitions(node: Node, space: Space, person: Record, today: date, language: str) -> Step[Recognitions]:
    """Gather the decisions on one person. The person's link is empty where the record is not here."""
    links = yield from read_links(node.registry, space, [person], language)
    found = yield FindRows(space=space, kind="recognition", refs_to=person, path="person", limit=EVENTS_MAX)
    assert isinstance(found, FoundRows)
    views = {row.record: view_of_row(row) for row in found.rows}
    standing = {view.id for held in current_recognitions(views.values(), today).values() for view in held}
    listed = [_decision(row, views[row.record], standing, language) for row in found.rows]
    listed.sort(key=lambda one: (one.group.casefold(), one.day))
    return Recognitions(
        person=links.get(person) or Link(title="", url=""),
        current=tuple(one for one in listed if one.is_current),
        former=tuple(one for one in listed if not one.is_current),
    )


def _decision(row: RecordRow, view: RecordView, standing: set[bytes], language: str) -> Decision:
    code = view.text("criteria_set")
    answers = tuple(answers_of(view.fields, code, language))
    state = view.text("state")
    return Decision(
        url=card_url(row.space, row.record),
        record=row.record,
        group=inert(view.text("group")) or _("an unnamed group"),
        decision=RECOGNITION_DECISION.label(view.text("decision"), language),
        decision_code=view.text("decision"),
        as_what=RECOGNITION_CLASS.label(view.text("class"), language) if view.text("class") else "",
        criteria=CRITERIA_SET.label(code, language) if code else "",
        criteria_code=code,
        day=day_words(view.day("decided_on"), language),
        rationale=inert(view.text("rationale")),
        appeal=inert(view.text("appeal")),
        source_url=inert(view.text("source_url")),
        state=STATUS_STATE.label(state, language) if state in STATUS_STATES_NOT_COUNTED else "",
        is_current=view.id in standing,
        answers=answers,
        suggested=suggested_words(
            code, {one.code: one.answer_code for one in answers}, view.text("decision"), language
        ),
        marks=mark_words(marks_of(row)),
    )


def answers_of(fields: Mapping[str, object], code: str, language: str) -> Iterable[Answered]:
    """Yield the answers to a set in its order, then those to a group's own criteria."""
    known = CRITERIA_SETS.get(code)
    listed = [criterion.code for criterion in known.criteria] if known else []
    for criterion in known.criteria if known else ():
        one = _answered(fields, criterion.code, criterion.labels.in_language(language), criterion.effect, language)
        if one.answer or one.reason:
            yield one
    items = dict.fromkeys(path.split("/")[1] for path in fields if path.startswith("answers/"))
    for item in [item for item in items if item not in listed][:EVENTS_MAX]:
        own = fields.get(f"answers/{item}/criterion")
        yield _answered(fields, item, inert(own) if isinstance(own, str) else item, Effect.INCLUDES, language)


def _answered(fields: Mapping[str, object], code: str, question: str, effect: Effect, language: str) -> Answered:
    answer, reason = fields.get(f"answers/{code}/answer"), fields.get(f"answers/{code}/reason")
    said = answer if isinstance(answer, str) else ""
    return Answered(
        code=code,
        question=question,
        effect=effect.value,
        answer=ANSWER.label(said, language) if said else "",
        answer_code=said,
        reason=inert(reason) if isinstance(reason, str) else "",
    )


def suggested_words(code: str, answers: Mapping[str, str], decision: str, language: str) -> str:
    """What answers suggest in words; empty without answers, for an unknown set, or where the decision says the same."""
    known = CRITERIA_SETS.get(code)
    if known is None or not any(answers.values()):
        return ""
    told = suggest(known, answers)
    if told.decision == decision or (told.decision == "recognised" and decision == "recognised_ex_post"):
        return ""
    grants = f" ({RECOGNITION_CLASS.label(told.grants, language)})" if told.grants else ""
    return RECOGNITION_DECISION.label(told.decision, language) + grants


def sets_offered(language: str) -> list[tuple[str, str, str]]:
    """Return (code, words, published text) of every set; the group's own last."""
    listed = [(one.code, CRITERIA_SET.label(one.code, language), one.reference) for one in CRITERIA_SETS.values()]
    return [*listed, ("custom", CRITERIA_SET.label("custom", language), "")][:RELATED_ROWS]
