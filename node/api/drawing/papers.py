"""The pages of a PDF as pixels. Drawn by the process apart alone.

Only what is seen is taken over: no metadata, text, script, earlier version, hidden layer or embedded file has a way
into a sheet. Nothing of a PDF is run: the library is built without a script engine. Refused: a PDF that wants a
passphrase, has more than PAPER_PAGES_MAX pages or none, is damaged, or says in letters beyond the Latin ones what it
brings no font for: those would be missing from its picture, since no font of the computer is read.
"""

from collections.abc import Iterator
from typing import Final

import pypdfium2
from pypdfium2 import raw

from node.api.drawing.sheets import Sheet
from node.api.errors import Fault, NoPicture
from node.api.limits import KEPT_SIDE_MAX, PAPER_DPI, PAPER_PAGES_MAX

_POINTS_PER_INCH: Final = 72
_LOCKED: Final = raw.FPDF_ERR_PASSWORD
_UNSEEN: Final = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)  # what was read from a scan, mostly
_BROUGHT_ALONG_FROM: Final = 0x0400  # the fonts of the library have Latin and Greek letters
_SIZE_MAX: Final = 1_000_000.0  # points: longer pages are no pages


def draw_papers(data: bytes) -> Iterator[Sheet]:
    """Yield the pages of a PDF, PAPER_DPI pixels an inch, fewer where a side would pass KEPT_SIDE_MAX.

    Raises: NoPicture.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise NoPicture(Fault.LOCKED if error.err_code == _LOCKED else Fault.DAMAGED) from None
    if len(document) > PAPER_PAGES_MAX:
        raise NoPicture(Fault.PAGES)
    document.init_forms()  # what was filled into a form is seen too
    for number in range(len(document)):
        yield _drawn(document[number])


def _lacks_letters(page: pypdfium2.PdfPage) -> bool:
    """Tell whether text that is seen has letters for which neither the file nor the library has a font."""
    text = page.get_textpage()
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        if code >= _BROUGHT_ALONG_FROM and chr(code).isalpha():
            piece = text.get_textobj(index)
            if raw.FPDFTextObj_GetTextRenderMode(piece) not in _UNSEEN and not piece.get_font().is_embedded:
                return True
    return False


def _drawn(page: pypdfium2.PdfPage) -> Sheet:
    longest = max(page.get_size())
    if not 0 < min(page.get_size()) <= longest < _SIZE_MAX:
        raise NoPicture(Fault.DAMAGED)
    if _lacks_letters(page):
        raise NoPicture(Fault.LETTERS)
    # One pixel less than the bound: the library rounds each side up.
    scale = min(PAPER_DPI / _POINTS_PER_INCH, (KEPT_SIDE_MAX - 1) / longest)
    bitmap = page.render(scale=scale, rev_byteorder=True)
    row = bitmap.width * bitmap.n_channels
    whole = bytes(bitmap.buffer)
    if bitmap.stride != row:
        whole = b"".join(whole[start : start + row] for start in range(0, len(whole), bitmap.stride))
    sheet = Sheet(width=bitmap.width, height=bitmap.height, channels=bitmap.n_channels, pixels=whole)
    bitmap.close()
    page.close()
    return sheet
