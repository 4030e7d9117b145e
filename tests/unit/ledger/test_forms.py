"""Forms and answers."""

import pytest

from node.ledger.errors import Fault, UnknownField, UnknownKind, ValueRefused
from node.ledger.forms import FormList, form, read_answers
from node.ledger.schema import LEDGER


def test_short_form_of_a_person_has_at_most_seven_inputs_in_the_language() -> None:
    short = form(LEDGER.kind("person"), "be", short=True)
    paths = [field.path for field in short.fields()]
    assert short.title == "чалавек"
    assert len(paths) <= 7
    assert "names/*/text" in paths
    assert next(field for field in short.fields() if field.path == "birth_date").label == "Дата нараджэння"


def test_full_form_has_every_field_once_and_lists_keep_theirs_together() -> None:
    for kind in LEDGER:
        full = form(kind, "ru", short=False)
        paths = [field.path for field in full.fields()]
        assert sorted(paths) == sorted(declared.path for declared in kind.fields if not declared.is_made)
        for part in full.parts:
            if isinstance(part, FormList):
                assert {field.path.split("/")[0] for field in part.fields} == {part.name}


def test_inputs_carry_what_a_page_needs() -> None:
    fields = {field.path: field for field in form(LEDGER.kind("need"), "en", short=False).fields()}
    assert fields["category"].widget == "choice"
    assert ("medicine", "medicine") in fields["category"].choices
    assert fields["category"].is_required
    assert (fields["person"].widget, fields["person"].kinds) == ("record", ("person",))
    assert (fields["description"].widget, fields["description"].chars_max) == ("line", 500)
    assert fields["due_on"].expects.startswith("a date")
    person = {field.path: field for field in form(LEDGER.kind("person"), "en", short=False).fields()}
    assert person["identity_withheld"].asks_second_person
    assert (person["groups/*"].widget, person["note"].level) == ("checkboxes", "circle")


def test_answers_keep_what_was_understood_and_name_what_was_not() -> None:
    answers = read_answers(
        LEDGER,
        "person",
        {
            "names/x1/text": " Тэст Тэставіч ",
            "groups/medic": "on",
            "birth_date": "31.02.1982",
            "birth_place": "  ",
            "ghost": "x",
        },
    )
    assert answers.values == {"names/x1/text": "Тэст Тэставіч", "groups/medic": True}
    assert answers.blank == ("birth_place",)
    refused = answers.refused["birth_date"]
    assert isinstance(refused, ValueRefused)
    assert refused.fault is Fault.RANGE
    assert isinstance(answers.refused["ghost"], UnknownField)


def test_answers_of_an_unknown_kind_are_refused() -> None:
    with pytest.raises(UnknownKind):
        read_answers(LEDGER, "ghost", {})
