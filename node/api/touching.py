"""What was written by a page: lists show it before the whole ledger is looked through again."""

from aiohttp import web

from node.api.reading.fresh import rows_of
from node.api.site import port_of, site_of
from node.crdt.ids import Record


async def touch(request: web.Request, *records: Record) -> None:
    """Note records that a page wrote."""
    site_of(request).survey.touch(await port_of(request).read(lambda _node: rows_of(records)))
