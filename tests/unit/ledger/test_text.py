"""Text: what is refused on receipt, tidied on input, made inert for showing."""

import sys
import unicodedata

import pytest

from node.ledger.text import has_refused_characters, inert, tidy_line, tidy_lines


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\u2028", "\ud800", "\ufffe", "\t"])
def test_control_characters_and_surrogates_are_refused_everywhere(character: str) -> None:
    assert has_refused_characters(f"a{character}b", lines=False)
    assert has_refused_characters(f"a{character}b", lines=True)


def test_a_line_break_is_refused_in_one_line_only() -> None:
    assert has_refused_characters("a\nb", lines=False)
    assert not has_refused_characters("a\nb", lines=True)


def test_the_quick_path_never_lets_a_refused_character_through() -> None:
    printable = (chr(code) for code in range(sys.maxunicode + 1) if chr(code).isprintable())
    refused = "".join(chr(code) for code in [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0xD800, 0xE000)])
    assert not set(refused) & set(printable)


def test_text_of_any_script_is_accepted() -> None:
    assert not has_refused_characters("Ўзорава, ł ŭ ą ė ї ґ \u00a0 👩‍👩‍👧 \u202e", lines=False)


def test_tidy_line_composes_trims_and_drops_what_hides() -> None:
    decomposed = unicodedata.normalize("NFD", "Тэставіч  Ўзорава")
    assert tidy_line(f" \u200b{decomposed}\u202e\n\ufeff ") == "Тэставіч Ўзорава"


def test_tidy_lines_keeps_paragraphs_and_one_kind_of_line_break() -> None:
    assert tidy_lines("\r\n a \r\n\r\n b\u2028c\r\n\r\n") == "a\n\nb\nc"


def test_inert_text_cannot_change_direction() -> None:
    assert inert("abc\u202edcba\u2066x\u200f") == "abcdcbax"
