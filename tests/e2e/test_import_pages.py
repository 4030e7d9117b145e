"""A table of one's own by the pages of a running node, in a browser: send, columns, look, run, undo."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from examples.dirty import HISTORY, as_csv, history_rows
from tests.e2e.terminal import Terminal

pytestmark = pytest.mark.browser
ROWS = 12
LOOKS_MAX = 200  # at a page that says how far the work is; it reloads itself too


async def after(page: Page, selector: str) -> str:
    """Press a button, wait until the work it begins is done, and return what the page then says."""
    await page.click(selector)
    for _ in range(LOOKS_MAX):
        await page.wait_for_load_state()
        if not page.url.endswith("/import/progress"):
            break
        await page.goto(page.url)
    return await page.inner_text("body")


@pytest.mark.parametrize(
    ("scripts", "width"),
    [
        (False, 360),
        *(pytest.param(*way, marks=pytest.mark.proof) for way in ((True, 1280), (False, 1280), (True, 360))),
    ],
)
async def test_own_table_is_mapped_looked_at_imported_and_undone(
    alice: Terminal, tmp_path: Path, chromium: Browser, scripts: bool, width: int
) -> None:
    table = tmp_path / "list.csv"
    table.write_bytes(as_csv(HISTORY, history_rows(ROWS), separator=";").encode("cp1251"))
    with alice.up() as node:
        link = str(node.ready["page"])
        origin = link.partition("/open/")[0]
        context = await chromium.new_context(
            java_script_enabled=scripts, locale="en", viewport={"width": width, "height": 780}
        )
        page = await context.new_page()
        await page.goto(link)
        await page.goto(origin + "/import")
        await page.set_input_files("#f-file", str(table))
        await after(page, "form[action='/import'] button")
        assert page.url == origin + "/import/columns"
        assert await page.input_value("[name='c:1']") == "name"
        assert "New rows" in await after(page, "form[action='/import/columns'] button")
        assert alice.ask("record", "list", "--kind", "person", is_open=False)["total"] == 0
        assert "Imported" in await after(page, "form[action='/import/run'] button")
        assert alice.ask("record", "list", "--kind", "person", is_open=False)["total"] == ROWS
        await page.goto(origin + "/import")
        assert "Undone" in await after(page, "form[action='/import/undo'] button")
        assert alice.ask("record", "list", is_open=False)["total"] == 0
        await context.close()
