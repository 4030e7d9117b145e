"""Declarations: paths, roles, and what cannot be declared."""

import pytest

from node.ledger.declare import ANY_VALUE, Field, Kind, Level, Search, items, pattern_of, placeholders
from node.ledger.errors import BadDeclaration
from node.ledger.language import labels
from node.ledger.registry import Registry
from node.ledger.types import Bool, Ref, Text

WORD = labels("word", "слова", "слово")


def a_field(path: str, *, short: bool = False) -> Field:
    return Field(path=path, type=Text(), labels=WORD, is_short=short)


def a_kind(*fields: Field, name: str = "thing", summary: str = "") -> Kind:
    return Kind(name=name, labels=WORD, plural=WORD, level=Level.CIRCLE, summary=summary, fields=fields)


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("status", "status"),
        ("names/x7/text", "names/*/text"),
        ("groups/medic", "groups/*"),
        ("a/1/b/2/c", "a/*/b/*/c"),
        ("names/X-7_z/text", "names/*/text"),
        ("names/*/text", None),
        ("names//text", None),
        ("names/" + "x" * 32 + "/text", "names/*/text"),
        ("names/" + "x" * 33 + "/text", None),
        ("names/ў/text", None),
        ("names/a b/text", None),
        ("a/" * 150, None),
        ("a" * 201, None),
        ("", ""),
        (b"names/x/text", None),
        (None, None),
    ],
)
def test_pattern_of_replaces_item_ids_or_says_the_path_is_malformed(path: object, pattern: str | None) -> None:
    assert pattern_of(path) == pattern


def test_items_stand_under_their_list() -> None:
    group, fields = items("names", WORD, (a_field("text"), a_field("kind")))
    assert (group.name, [declared.path for declared in fields]) == ("names", ["names/*/text", "names/*/kind"])
    assert all(declared.is_item for declared in fields)
    assert not a_field("text").is_item


@pytest.mark.parametrize(
    ("fields", "summary"),
    [
        ((a_field("a"), a_field("a")), ""),
        ((a_field("kind"),), ""),
        ((a_field("A"),), ""),
        ((a_field("*/a"),), ""),
        ((a_field("a//b"),), ""),
        (tuple(a_field(f"f{number}", short=True) for number in range(8)), ""),
        ((a_field("a"),), "{b}"),
    ],
)
def test_a_kind_declared_wrongly_is_refused(fields: tuple[Field, ...], summary: str) -> None:
    with pytest.raises(BadDeclaration):
        a_kind(*fields, summary=summary)


def test_a_kind_needs_a_plain_name_of_its_own() -> None:
    with pytest.raises(BadDeclaration):
        a_kind(name="Thing")
    with pytest.raises(BadDeclaration):
        Registry([a_kind(), a_kind()])


def test_a_reference_to_an_undeclared_kind_is_refused() -> None:
    to_ghost = Field(path="to", type=Ref(kinds=("ghost",)), labels=WORD)
    with pytest.raises(BadDeclaration):
        Registry([a_kind(to_ghost)])
    assert Registry([a_kind(to_ghost), a_kind(name="ghost")]).kind("ghost").name == "ghost"


def test_seven_short_fields_are_allowed() -> None:
    assert a_kind(*(a_field(f"f{number}", short=True) for number in range(7))).name == "thing"


def test_level_of_a_field_is_its_own_or_that_of_its_kind() -> None:
    sealed = Field(path="b", type=Text(), labels=WORD, level=Level.SEALED)
    kind = a_kind(a_field("a"), sealed)
    assert [kind.level_of(declared) for declared in kind.fields] == [Level.CIRCLE, Level.SEALED]


def test_second_person_is_asked_for_listed_values_of_the_same_type_only() -> None:
    withheld = Field(path="w", type=Bool(), labels=WORD, second_person=frozenset((False,)))
    assert withheld.needs_second(False)
    assert not withheld.needs_second(True)
    assert not withheld.needs_second(0)
    assert withheld.needs_second(None)
    always = Field(path="w", type=Text(), labels=WORD, second_person=ANY_VALUE)
    assert always.needs_second("anything")
    assert always.needs_second(None)
    died = Field(path="w", type=Text(), labels=WORD, second_person=frozenset(("died",)))
    assert not died.needs_second(None)
    assert not a_field("w").needs_second("anything")


def test_placeholders_are_the_paths_of_a_template() -> None:
    assert placeholders("{a} · {names/*/text}: {b}") == ("a", "names/*/text", "b")
    assert a_field("x").search is Search.NO
