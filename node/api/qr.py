"""QR pictures: the dark modules of a code, as one SVG path or as rows for a terminal.

The only place that knows segno. Refuses text longer than one code holds.
"""

from itertools import groupby

import segno

from node.api.errors import TooLarge


def qr_rows(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the modules of a code, True for dark, with the quiet zone of four around it. Raises: TooLarge."""
    try:
        code = segno.make(text, error="m", micro=False)
    except segno.DataOverflowError:
        raise TooLarge("this text does not fit a QR code") from None
    return tuple(tuple(bool(module) for module in row) for row in code.matrix_iter(border=4))


def qr_path(text: str) -> tuple[int, str]:
    """Return the width in modules and the SVG path of the dark ones, to be stroked one wide. Raises: TooLarge."""
    rows = qr_rows(text)
    strokes: list[str] = []
    for line, row in enumerate(rows):
        column = 0
        for is_dark, run in groupby(row):
            count = len(list(run))
            strokes += [f"M{column} {line}h{count}"] if is_dark else []
            column += count
    return len(rows), "".join(strokes)
