"""The pages of a PDF as pixels: what is seen and nothing else."""

import io

import pypdfium2
import pytest

from node.api.drawing.child import answer
from node.api.drawing.files import files_of, is_paper
from node.api.drawing.papers import draw_papers
from node.api.drawing.sheets import Sheet, decode_fault
from node.api.errors import Fault, NoPicture
from node.api.limits import CAPTION_CHARS_MAX, KEPT_SIDE_MAX, PAPER_PAGES_MAX
from tests.support.papers import SEEN, lettered_paper, locked_paper, paper, picture_bomb, telling_paper

PLAIN = paper()


def sheets(data: bytes) -> list[Sheet]:
    """The pages of a PDF."""
    return list(draw_papers(data))


def test_library_has_no_script_engine() -> None:
    assert not {"V8", "XFA"} & set(pypdfium2.PDFIUM_INFO.flags)


def test_page_of_a4_is_drawn_at_150_pixels_an_inch() -> None:
    (sheet,) = sheets(PLAIN)
    assert (sheet.width, sheet.height, sheet.channels) == (1_240, 1_755, 3)
    assert min(sheet.pixels) == 0
    assert max(sheet.pixels) == 255


def test_f13_page_shows_the_same_with_and_without_what_is_hidden_in_it() -> None:
    assert sheets(telling_paper()) == sheets(PLAIN)
    other = sheets(paper(drawn=SEEN.replace(b"TEST-seen", b"TEST-sees")))
    assert other != sheets(PLAIN), "what is seen makes a difference"


def test_pages_come_in_their_order() -> None:
    assert len(sheets(paper(3))) == 3
    assert len({sheet.pixels for sheet in sheets(paper(3))}) == 1


@pytest.mark.parametrize("size", [(14_400, 14_400), (900_000, 900_000), (14_400, 1), (0.5, 700), (433.3, 611.7)])
def test_f12_page_of_any_size_is_drawn_within_the_bound(size: tuple[float, float]) -> None:
    (sheet,) = sheets(paper(size=size))
    assert min(sheet.width, sheet.height) >= 1
    assert max(sheet.width, sheet.height) <= KEPT_SIDE_MAX


def test_f12_picture_that_unpacks_to_gigabytes_is_drawn_as_large_as_its_page() -> None:
    (sheet,) = sheets(picture_bomb(8_000))
    assert (sheet.width, sheet.height) == (1_240, 1_755)


def test_letters_that_would_be_missing_from_the_picture_are_told() -> None:
    assert min(sheets(lettered_paper(brings_letters=True))[0].pixels) == 0, "drawn by what the file brings along"
    read_from_a_scan = sheets(lettered_paper(brings_letters=False, mode=3))
    assert min(read_from_a_scan[0].pixels) == 255
    with pytest.raises(NoPicture) as refused:
        sheets(lettered_paper(brings_letters=False))
    assert refused.value.fault is Fault.LETTERS


REFUSED = {
    "locked": (locked_paper(), Fault.LOCKED),
    "one page too many": (paper(PAPER_PAGES_MAX + 1), Fault.PAGES),
    "half of one": (PLAIN[: len(PLAIN) // 2], Fault.DAMAGED),
    "its first line": (b"%PDF-1.7\n", Fault.DAMAGED),
    "nothing": (b"", Fault.DAMAGED),
    "a page": (b"<html><script>alert(1)</script></html>", Fault.DAMAGED),
}


@pytest.mark.parametrize("name", REFUSED)
def test_f12_paper_that_cannot_be_drawn_says_why(name: str) -> None:
    data, fault = REFUSED[name]
    with pytest.raises(NoPicture) as refused:
        sheets(data)
    assert refused.value.fault is fault
    out = io.BytesIO()
    answer(draw_papers, io.BytesIO(data), out)
    assert len(out.getvalue()) == 1
    assert decode_fault(out.getvalue()[0]) is fault


@pytest.mark.parametrize(("data", "is_one"), [(PLAIN, True), (b"\n\n" + PLAIN, True), (b"\xff\xd8\xff%PDF-", False)])
def test_file_that_begins_as_a_pdf_is_taken_for_one(data: bytes, is_one: bool) -> None:
    assert is_paper(data) is is_one


def test_captions_number_the_pages_so_that_they_sort() -> None:
    one = files_of((b"a",), "court_paper", "TEST-")
    assert [file.caption for file in one] == ["TEST-"]
    many = files_of(tuple(b"a" for _ in range(12)), "court_paper", "TEST-")
    captions = [file.caption for file in many]
    assert captions[0] == "TEST- · 01/12"
    assert captions == sorted(captions)
    assert [file.caption for file in files_of((b"a", b"b"), "court_paper", "")] == ["1/2", "2/2"]
    longest = files_of((b"a",) * PAPER_PAGES_MAX, "court_paper", "x" * CAPTION_CHARS_MAX)
    assert max(len(file.caption) for file in longest) <= 200
