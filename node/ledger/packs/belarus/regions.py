"""The regions of Belarus and a drawing of them: six regions by a few corners each, the capital as a point.

The corners are rough, in hundredths of a degree from 23° E and 56.3° N, so that the drawing needs no map service and
tells nobody what is looked at. It is no survey.
"""

from typing import Final

from node.ledger.language import labels
from node.ledger.packs.pack import Region

_OBLAST: Final = ("област", "вобласц", "абласц", "region", "oblast", "voblas", "obwod", "sritis")


def _corners(*degrees: tuple[float, float]) -> tuple[tuple[int, int], ...]:
    """Turn longitude and latitude into the drawing: a degree of latitude is here 1.7 degrees of longitude."""
    return tuple((round((east - 23) * 100), round((56.3 - north) * 170)) for east, north in degrees)


REGIONS: Final[tuple[Region, ...]] = (
    Region(
        key="by-brest",
        names=labels("Brest Region", "Брэсцкая вобласць", "Брестская область"),
        stems=((("брэст", "брэсц", "брест", "brest", "bierasc", "biarescie"),),),
        outline=_corners(
            (23.9, 52.7), (24.5, 52.75), (25.3, 52.85), (26.2, 53.05), (26.6, 52.9), (26.9, 52.6), (27.3, 52.2),
            (27.2, 51.75), (26.4, 51.85), (25.5, 51.9), (24.4, 51.9), (23.6, 51.55), (23.2, 52.3),
        ),
    ),
    Region(
        key="by-viciebsk",
        names=labels("Viciebsk Region", "Віцебская вобласць", "Витебская область"),
        stems=((("віцеб", "витеб", "viciebsk", "vitebsk", "vitsyebsk", "witebsk"),),),
        outline=_corners(
            (26.3, 55.1), (26.6, 55.65), (27.6, 55.8), (28.2, 56.1), (29.4, 55.75), (30.2, 55.85), (30.9, 55.6),
            (31.0, 54.95), (30.8, 54.75), (30.0, 54.35), (29.2, 54.4), (28.3, 54.6), (27.5, 54.75),
        ),
    ),
    Region(
        key="by-homiel",
        names=labels("Homieĺ Region", "Гомельская вобласць", "Гомельская область"),
        stems=((("гомел", "гомел", "homiel", "homel", "gomel"),),),
        outline=_corners(
            (27.3, 52.2), (28.1, 52.4), (28.6, 52.5), (29.2, 52.95), (29.9, 52.95), (30.6, 53.0), (31.3, 53.2),
            (31.6, 52.7), (31.8, 52.1), (31.2, 52.05), (30.6, 51.7), (30.6, 51.3), (30.2, 51.45), (29.3, 51.4),
            (28.6, 51.55), (27.8, 51.5), (27.2, 51.75),
        ),
    ),
    Region(
        key="by-hrodna",
        names=labels("Hrodna Region", "Гродзенская вобласць", "Гродненская область"),
        stems=((("гродз", "гродн", "hrodn", "hrodz", "grodn"),),),
        outline=_corners(
            (23.9, 52.7), (23.9, 53.0), (23.6, 53.5), (23.5, 53.95), (23.9, 53.95), (24.8, 54.0), (25.5, 54.2),
            (25.7, 54.3), (26.3, 55.1), (26.4, 54.5), (26.3, 54.0), (26.2, 53.5), (26.2, 53.05), (25.3, 52.85),
            (24.5, 52.75),
        ),
    ),
    Region(
        key="by-minsk-region",
        names=labels("Minsk Region", "Мінская вобласць", "Минская область"),
        stems=(
            (("мінска", "минска", "минско", "minskaj", "minskay", "minskiej"),),
            (("мінск", "минск", "minsk", "miensk"), _OBLAST),
            (("жодз", "жодин", "zodzin", "zhodzin", "zhodin"),),
        ),
        outline=_corners(
            (26.3, 55.1), (27.5, 54.75), (28.3, 54.6), (29.2, 54.4), (29.0, 53.9), (28.6, 53.6), (28.4, 53.2),
            (29.2, 52.95), (28.6, 52.5), (28.1, 52.4), (27.3, 52.2), (26.9, 52.6), (26.6, 52.9), (26.2, 53.05),
            (26.2, 53.5), (26.3, 54.0), (26.4, 54.5),
        ),
    ),
    Region(
        key="by-mahilou",
        names=labels("Mahilioŭ Region", "Магілёўская вобласць", "Могилёвская область"),
        stems=((("магіл", "могил", "mahil", "mogil", "mohyl"),),),
        outline=_corners(
            (31.3, 53.2), (32.3, 53.1), (32.7, 53.4), (32.3, 53.75), (31.8, 53.8), (31.4, 54.2), (31.2, 54.6),
            (30.8, 54.75), (30.0, 54.35), (29.2, 54.4), (29.0, 53.9), (28.6, 53.6), (28.4, 53.2), (29.2, 52.95),
            (29.9, 52.95), (30.6, 53.0),
        ),
    ),
    Region(
        key="by-minsk",
        names=labels("Minsk, the city", "Мінск, горад", "Минск, город"),
        stems=((("мінск", "минск", "minsk", "miensk"),),),
        outline=_corners((27.55, 53.9)),
    ),
)  # fmt: skip
