"""Invented PDFs for tests, written by hand: plain ones, ones with everything a program may hide, hostile ones."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

SECRET = b"TEST-secret-of-the-paper"
A4 = (595, 842)
SEEN = b"BT /F1 48 Tf 72 700 Td (TEST-seen) Tj ET"


def stream(data: bytes, told: bytes = b"") -> bytes:
    """An object that holds bytes."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (told, len(data), data)


def built(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, len(out))
    return out + head + table + end


def paper(
    pages: int = 1,
    *,
    size: tuple[float, float] = A4,
    drawn: bytes = SEEN,
    catalogue: bytes = b"",
    page: bytes = b"",
    more: Sequence[bytes] = (),
    trailer: bytes = b"",
) -> bytes:
    """A PDF whose pages all show the same. Objects of `more` are numbered from 5 on."""
    kids = b" ".join(b"%d 0 R" % (5 + len(more) + number) for number in range(pages))
    box = b"%g %g" % size
    one = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s]/Contents 3 0 R/Resources<</Font<</F1 4 0 R>>%s>>>>" % (box, page)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
        stream(drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
        *[one] * pages,
    ]
    return built(objects, trailer)


def telling_paper(pages: int = 1) -> bytes:
    """A PDF that holds a secret in every place where it is not seen, and an earlier version behind its end."""
    white = b" BT /F1 9 Tf 1 1 1 rg 72 600 Td (%s) Tj ET" % SECRET
    unseen = b" BT 3 Tr /F1 9 Tf 72 500 Td (%s) Tj ET /OC /Layer BDC BT /F1 40 Tf 72 400 Td (%s) Tj ET EMC" % (
        SECRET,
        SECRET,
    )
    catalogue = (
        b"/Metadata 5 0 R/Names<</EmbeddedFiles<</Names[(a) 6 0 R]>>/JavaScript<</Names[(j) 8 0 R]>>>>"
        b"/OpenAction 8 0 R/OCProperties<</OCGs[9 0 R]/D<</OFF[9 0 R]>>>>"
    )
    more = [
        stream(b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>", b"/Type/Metadata/Subtype/XML"),
        b"<</Type/Filespec/F(a.txt)/EF<</F 7 0 R>>>>",
        stream(SECRET, b"/Type/EmbeddedFile"),
        b"<</S/JavaScript/JS(app.alert\\('%s'\\); while\\(true\\);)>>" % SECRET,
        b"<</Type/OCG/Name(%s)>>" % SECRET,
        b"<</Author(%s)/Producer(%s)>>" % (SECRET, SECRET),
    ]
    layer = b"/Properties<</Layer 9 0 R>>"
    whole = paper(
        pages, drawn=SEEN + white + unseen, catalogue=catalogue, page=layer, more=more, trailer=b"/Info 10 0 R"
    )
    return whole + b"\n" + SECRET


CYRILLIC = b"/Encoding<</Type/Encoding/Differences[65/afii10017/afii10018]>>/FirstChar 65/LastChar 66/Widths[600 600]"
BARE = b"<</Type/Font/Subtype/TrueType/BaseFont/TimesNewRoman%s>>" % CYRILLIC
DRAWN = (
    b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 65/LastChar 66"
    b"/Widths[600 600]/CharProcs<</a 6 0 R>>/Encoding<</Type/Encoding/Differences[65/a/a]>>/ToUnicode 7 0 R>>"
)


def lettered_paper(*, brings_letters: bool, mode: int = 0) -> bytes:
    """A PDF of two Cyrillic letters, with or without what they look like. `mode` 3: they are not drawn."""
    names = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00><ff> endcodespacerange "
        b"2 beginbfchar <41><0410> <42><0411> endbfchar endcmap end"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        stream(b"BT %d Tr /F1 48 Tf 72 700 Td (AB) Tj ET" % mode),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        DRAWN if brings_letters else BARE,
        stream(b"600 0 0 0 500 700 d1 0 0 500 700 re f"),
        stream(names),
    ]
    return built(objects)


def locked_paper() -> bytes:
    """A PDF that wants a passphrase."""
    marks = b"<00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff>"
    trailer = b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -44/O%s/U%s>>/ID[<00><00>]" % (marks, marks)
    return paper(trailer=trailer)


def nested_paper(depth: int = 9, width: int = 40) -> bytes:
    """A PDF of a few kB whose page draws a form that draws a form …: `width` to the power of `depth` lines."""
    forms = []
    for level in range(depth):
        is_last = level == depth - 1
        calls = b"0 0 m 500 500 l S " * width if is_last else b"/X Do " * width
        inner = b"" if is_last else b"/Resources<</XObject<</X %d 0 R>>>>" % (6 + level)
        forms.append(stream(calls, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]" + inner))
    return paper(drawn=b"/X Do", page=b"/XObject<</X 5 0 R>>", more=forms)


def picture_bomb(side: int = 30_000) -> bytes:
    """A PDF of a picture that unpacks to `side` by `side` pixels of three colours."""
    packed = zlib.compress(bytes(1_000_000), 9)
    told = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode"
    image = stream(packed, told % (side, side))
    return paper(drawn=b"595 0 0 842 0 0 cm /X Do", page=b"/XObject<</X 5 0 R>>", more=[image])


def stream_bomb(filters: int = 3) -> bytes:
    """A PDF whose page unpacks, packed several times over, to a gigabyte of drawing."""
    data = b"0 0 m 500 500 l S " * 3_000_000
    for _ in range(filters):
        data = zlib.compress(data, 9)
    names = b"/FlateDecode " * filters
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        stream(data, b"/Filter[%s]" % names),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R>>",
    ]
    return built(objects)
