"""Types of fields: what they take, read, show."""

import pytest

from node.ledger.errors import BadDeclaration, Fault, ValueRefused
from node.ledger.types import (
    Bool,
    Choice,
    Clock,
    Date,
    Duration,
    FieldType,
    Hash,
    Integer,
    LongText,
    Members,
    Ref,
    Scalar,
    Sum,
    Text,
    Url,
)
from node.ledger.vocabulary.table import vocabulary

COLOURS = vocabulary("colour", ("red", "red", "чырвоны", "красный"), ("blue", "blue", "сіні", "синий"))
KIB16 = 16 * 1024


@pytest.mark.parametrize(
    ("field_type", "value", "fault"),
    [
        (Text(), "Тэставіч", None),
        (Text(), "a" * 500, None),
        (Text(), "a" * 501, Fault.LENGTH),
        (Text(chars_max=3), "abcd", Fault.LENGTH),
        (Text(), "", Fault.EMPTY),
        (Text(), "a\nb", Fault.CHARACTERS),
        (Text(), b"a", Fault.TYPE),
        (Text(), 1, Fault.TYPE),
        (Text(), None, Fault.TYPE),
        (LongText(), "a\nb", None),
        (LongText(), "a" * KIB16, None),
        (LongText(), "a" * (KIB16 + 1), Fault.LENGTH),
        (LongText(), "ў" * (KIB16 // 2), None),
        (LongText(), "ў" * (KIB16 // 2 + 1), Fault.LENGTH),
        (LongText(), "a\x00", Fault.CHARACTERS),
        (LongText(), "\ud800" * KIB16, Fault.CHARACTERS),
        (LongText(), "", Fault.EMPTY),
        (Date(), "1982-04", None),
        (Date(), "04.1982", Fault.FORM),
        (Date(), 1982, Fault.TYPE),
        (Clock(), "00:00", None),
        (Clock(), "23:59", None),
        (Clock(), "24:00", Fault.FORM),
        (Clock(), "9:30", Fault.FORM),
        (Clock(), "09:30\n", Fault.FORM),
        (Clock(), 930, Fault.TYPE),
        (Duration(), "P1Y", None),
        (Duration(), "1 year", Fault.FORM),
        (Duration(), None, Fault.TYPE),
        (Sum(), "BYN:1", None),
        (Sum(), "1 BYN", Fault.FORM),
        (Sum(), 1, Fault.TYPE),
        (Choice(vocabulary=COLOURS), "red", None),
        (Choice(vocabulary=COLOURS), "green", Fault.CODE),
        (Choice(vocabulary=COLOURS), "Green!", Fault.FORM),
        (Choice(vocabulary=COLOURS), "g" * 41, Fault.FORM),
        (Choice(vocabulary=COLOURS), 1, Fault.TYPE),
        (Members(vocabulary=COLOURS), True, None),
        (Members(vocabulary=COLOURS), False, Fault.TYPE),
        (Members(vocabulary=COLOURS), 1, Fault.TYPE),
        (Bool(), True, None),
        (Bool(), False, None),
        (Bool(), 1, Fault.TYPE),
        (Bool(), "true", Fault.TYPE),
        (Integer(least=1, most=9), 1, None),
        (Integer(least=1, most=9), 9, None),
        (Integer(least=1, most=9), 0, Fault.RANGE),
        (Integer(least=1, most=9), 10, Fault.RANGE),
        (Integer(), True, Fault.TYPE),
        (Integer(), "1", Fault.TYPE),
        (Ref(kinds=("person",)), b"\0" * 16, None),
        (Ref(kinds=("person",)), b"\0" * 32, None),
        (Ref(kinds=("person",)), b"\0" * 17, Fault.LENGTH),
        (Ref(kinds=("person",)), "00" * 16, Fault.TYPE),
        (Hash(), b"\0" * 32, None),
        (Hash(), b"\0" * 31, Fault.LENGTH),
        (Hash(), "0", Fault.TYPE),
        (Url(), "https://example.org/a?b=c#d", None),
        (Url(), "http://example.org", None),
        (Url(), "javascript:alert(1)", Fault.FORM),
        (Url(), "https://user@example.org/", Fault.FORM),
        (Url(), "https://example.org/ x", Fault.FORM),
        (Url(), "https://", Fault.FORM),
        (Url(), "https://example.org/" + "a" * 2_000, Fault.LENGTH),
        (Url(), "https://example.org/\x00", Fault.CHARACTERS),
        (Url(), None, Fault.TYPE),
    ],
)
def test_fault_names_what_is_wrong_or_nothing(field_type: FieldType, value: Scalar, fault: Fault | None) -> None:
    assert field_type.fault(value) is fault


@pytest.mark.parametrize(
    ("field_type", "typed", "value"),
    [
        (Text(), "  Тэст \u200b Тэставіч ", "Тэст Тэставіч"),
        (LongText(), "a\r\nb\r\n", "a\nb"),
        (Date(), "24.04.1982", "1982-04-24"),
        (Duration(), "1 year", "P1Y"),
        (Sum(), "12,50 BYN", "BYN:1250"),
        (Choice(vocabulary=COLOURS), "red", "red"),
        (Choice(vocabulary=COLOURS), " Чырвоны ", "red"),
        (Choice(vocabulary=COLOURS), "синий", "blue"),
        (Members(vocabulary=COLOURS), "on", True),
        (Bool(), "Так", True),
        (Bool(), "нет", False),
        (Integer(), "1 000", 1000),
        (Ref(kinds=()), "AB" * 16, b"\xab" * 16),
        (Ref(kinds=()), "00" * 16 + "/" + "ab" * 16, b"\0" * 16 + b"\xab" * 16),
        (Hash(), "ab" * 32, b"\xab" * 32),
        (Url(), " https://example.org ", "https://example.org"),
    ],
)
def test_parse_typed_text_gives_the_stored_value(field_type: FieldType, typed: str, value: Scalar) -> None:
    assert field_type.parse(typed) == value
    assert type(field_type.parse(typed)) is type(value)
    assert field_type.fault(field_type.parse(typed)) is None


@pytest.mark.parametrize(
    ("field_type", "typed"),
    [
        (Text(), ""),
        (Text(chars_max=2), "abc"),
        (Choice(vocabulary=COLOURS), "green"),
        (Choice(vocabulary=COLOURS), ""),
        (Members(vocabulary=COLOURS), "no"),
        (Bool(), "perhaps"),
        (Bool(), ""),
        (Integer(), "1.5"),
        (Integer(), "１"),
        (Integer(), ""),
        (Integer(most=5), "6"),
        (Ref(kinds=()), "xyz"),
        (Ref(kinds=()), "abc"),
        (Ref(kinds=()), "ab"),
        (Ref(kinds=()), ""),
        (Ref(kinds=()), "ab" * 1000),
        (Hash(), "ab"),
        (Url(), "example.org"),
    ],
)
def test_parse_what_does_not_fit_is_refused_without_naming_the_value(field_type: FieldType, typed: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        field_type.parse(typed)
    assert typed == "" or len(typed) < 3 or typed not in str(refused.value)


@pytest.mark.parametrize(
    ("field_type", "value", "be"),
    [
        (Text(), "a\u202eb", "ab"),
        (Date(), "1985~", "≈1985"),
        (Date(), "not a date", "not a date"),
        (Duration(), "P2Y", "2 гады"),
        (Duration(), 5, "5"),
        (Sum(), "BYN:1250", "12,50\u00a0BYN"),
        (Sum(), "1250", "1250"),
        (Choice(vocabulary=COLOURS), "red", "чырвоны"),
        (Choice(vocabulary=COLOURS), "green", "green"),
        (Choice(vocabulary=COLOURS), None, ""),
        (Members(vocabulary=COLOURS), True, "так"),
        (Bool(), False, "не"),
        (Bool(), "x", "x"),
        (Integer(), 12, "12"),
        (Ref(kinds=()), b"\xab" * 16, "ab" * 16),
        (Hash(), b"\xab" * 32, "ab" * 32),
        (Url(), "https://example.org", "https://example.org"),
    ],
)
def test_format_shows_any_scalar_in_the_language(field_type: FieldType, value: Scalar, be: str) -> None:
    assert field_type.format(value, "be") == be


def test_members_of_a_set_are_words_of_its_vocabulary() -> None:
    field_type = Members(vocabulary=COLOURS)
    assert field_type.item_fault("red") is None
    assert field_type.item_fault("green") is Fault.CODE
    assert field_type.item_fault("Green") is Fault.FORM


def test_a_set_of_words_too_long_for_a_path_cannot_be_declared() -> None:
    with pytest.raises(BadDeclaration):
        Members(vocabulary=vocabulary("long", ("a" * 33, "a", "a", "a")))


@pytest.mark.parametrize("codes", [("red", "red"), ("Red",), ("",), ("r" * 41,), ("_red",)])
def test_a_vocabulary_with_bad_codes_cannot_be_declared(codes: tuple[str, ...]) -> None:
    with pytest.raises(BadDeclaration):
        vocabulary("bad", *((code, "a", "a", "a") for code in codes))


@pytest.mark.parametrize(
    ("typed", "stored"), [("9:30", "09:30"), (" 14.05 ", "14:05"), ("10:00:00", "10:00"), ("00:00", "00:00")]
)
def test_a_time_is_read_as_people_write_it(typed: str, stored: str) -> None:
    assert Clock().parse(typed) == stored


@pytest.mark.parametrize(
    ("typed", "fault"), [("", Fault.EMPTY), ("25:00", Fault.RANGE), ("10:60", Fault.RANGE), ("at ten", Fault.FORM)]
)
def test_what_is_no_time_is_refused(typed: str, fault: Fault) -> None:
    with pytest.raises(ValueRefused) as refused:
        Clock().parse(typed)
    assert refused.value.fault is fault
