"""The pictures of the user guide, drawn from an invented ledger: `make pictures` writes them into docs/pictures.

Without APIEKA_PICTURES they are drawn into a folder of the test and only looked at: each is there, and small.
"""

from __future__ import annotations

import io
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Page

from node.service.records import hide
from tests.api.sample import Sample
from tests.browser.conftest import Place

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
OpenPage = Callable[..., Awaitable[Page]]
BYTES_MAX = 60_000
HEIGHT_MAX = 1_400  # a picture in a guide shows the beginning of a page
COLOURS = 32
WIDTH = 360
GUIDES = {"en": "USER_GUIDE.md", "be": "USER_GUIDE.be.md", "ru": "USER_GUIDE.ru.md"}
DOCS = Path(__file__).parents[2] / "docs"


def names(sample: Sample) -> dict[str, str]:
    """Give the address of each picture by its name."""
    assert sample.bob is not None
    return {
        "today": "/",
        "people": "/people",
        "card": sample.url("anna"),
        "write": "/add/person",
        "need": "/add/need",
        "check": sample.url("anna") + "/check",
        "network": "/network",
        "suspend": f"/suspend/{sample.bob.device.hex()}",
        "counts": "/counts",
        "safety": "/safety",
    }


def fill(sample: Sample) -> None:
    """Add what a lived-in ledger has: a hearing, a birthday, a place in a region; hide what is odd."""
    person = sample.add(
        "new", "person", names__a__text="Алесь TEST-Выдуманы", names__a__language="be",
        names__b__text="Ales TEST-Vydumany", names__b__language="en", birth_date="1991-03-20", sex="male",
    )  # fmt: skip
    place = sample.add(
        "remand", "place", category="remand_prison", names__a__text="TEST- следчы ізалятар", names__a__language="be",
        names__b__text="TEST- remand prison", names__b__language="en", region="Магілёўская",
    )  # fmt: skip
    sample.add("n1", "status_event", person=person, status="remand", effective_on="2026-02-11")
    sample.add("n2", "placement", person=person, place=place, began_on="2026-02-11")
    sample.add("n3", "hearing", person=person, held_on="2026-03-17", starts_at="10:00", court_text="TEST- суд")
    for odd in ("hostile", "withheld"):
        sample.port.run(hide(sample.space, sample.records[odd]))
    sample.add("n4", "need", person=person, category="lawyer_fee", urgency="high", description="TEST- адвакат")


async def shoot(page: Page, origin: str, path: str) -> bytes:
    """Draw the beginning of a page with few colours."""
    await page.goto(origin + path)
    height = await page.evaluate("document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": min(height, HEIGHT_MAX)}
    picture = Image.open(io.BytesIO(await page.screenshot(full_page=True, clip=clip)))  # type: ignore[arg-type]
    out = io.BytesIO()
    picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


@pytest.mark.parametrize("language", list(GUIDES))
async def test_pictures_of_the_guide_are_drawn_small(
    place: Place, sample: Sample, open_page: OpenPage, tmp_path: Path, language: str
) -> None:
    fill(sample)
    folder = Path(os.environ["APIEKA_PICTURES"]) if "APIEKA_PICTURES" in os.environ else tmp_path
    page = await open_page(place, width=WIDTH, scripts=False, language=language)
    await page.goto(place.new_link())
    for name, path in names(sample).items():
        picture = await shoot(page, place.origin, path)
        assert len(picture) < BYTES_MAX, name
        (folder / f"{name}-{language}.png").write_bytes(picture)
    assert {file.name for file in folder.glob(f"*-{language}.png")} == {
        f"{name}-{language}.png" for name in names(sample)
    }


@pytest.mark.parametrize(("language", "guide"), GUIDES.items())
async def test_guide_shows_every_picture_and_no_other(sample: Sample, language: str, guide: str) -> None:
    text = (DOCS / guide).read_text(encoding="utf-8")
    shown = {part.partition(")")[0] for part in text.split("](pictures/")[1:]}
    assert shown == {f"{name}-{language}.png" for name in names(sample)}
    assert all((DOCS / "pictures" / name).stat().st_size < BYTES_MAX for name in shown)
