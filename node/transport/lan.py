"""A beacon on the local network by mDNS: off until somebody asks, of a common type, under names drawn anew each time.

Neither the host's name nor anything that stays the same is announced. Refused: more announcements than a network of
people has, text records of another form; nothing that is heard is believed, it is only told.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

import ifaddr
import zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from node.transport.address import HostPort
from node.transport.errors import CannotListen
from node.transport.limits import BEACON_BYTES_MAX, BEACON_RESOLVE_S, BEACONS_HEARD_MAX

SERVICE_TYPE: Final = "_http._tcp.local."  # what printers and routers announce too
KEY: Final = b"p"  # of the text record
NAME_BYTES: Final = 6

Heard = Callable[[bytes, str], None]
"""Told the bytes of a beacon and the address it names."""


class Lan:
    """One beacon and what is heard beside it, until it is left: `async with Lan(…)`. `interfaces` are own addresses.

    Raises: CannotListen on entering, where this computer has no network for it.
    """

    def __init__(
        self,
        beacon: bytes,
        port: int,
        heard: Heard,
        *,
        random: Callable[[int], bytes],
        interfaces: tuple[str, ...] = (),
    ) -> None:
        self._heard = heard
        self._interfaces = interfaces
        self._seen: set[str] = set()
        self._asking: set[asyncio.Task[None]] = set()
        name, host = (random(NAME_BYTES).hex() for _ in range(2))
        self._own = f"{name}.{SERVICE_TYPE}"
        self._port, self._host, self._text = port, f"{host}.local.", {KEY: beacon.hex().encode()}
        self._zeroconf: AsyncZeroconf | None = None
        self._browser: AsyncServiceBrowser | None = None

    async def __aenter__(self) -> Self:
        logging.getLogger("zeroconf").setLevel(logging.CRITICAL)  # it logs names and addresses
        addresses = self._interfaces or _own_addresses()
        try:
            self._zeroconf = AsyncZeroconf(interfaces=list(addresses), ip_version=zeroconf.IPVersion.V4Only)
            own = AsyncServiceInfo(
                SERVICE_TYPE,
                self._own,
                port=self._port,
                server=self._host,
                properties=self._text,
                parsed_addresses=list(addresses),
            )
            await self._zeroconf.async_register_service(own, cooperating_responders=True)
        except (OSError, zeroconf.Error) as error:
            await self._close()
            raise CannotListen("this computer has no local network to be found on; nothing was announced") from error
        self._browser = AsyncServiceBrowser(self._zeroconf.zeroconf, SERVICE_TYPE, handlers=[self._changed])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._asking:
            task.cancel()
        await self._close()

    async def _close(self) -> None:
        if self._browser is not None:
            await self._browser.async_cancel()
        if self._zeroconf is not None:
            with suppress(OSError, zeroconf.Error):
                await self._zeroconf.async_unregister_all_services()
            await self._zeroconf.async_close()

    def _changed(
        self, zeroconf: zeroconf.Zeroconf, service_type: str, name: str, state_change: zeroconf.ServiceStateChange
    ) -> None:
        is_new = name not in self._seen and name != self._own
        if state_change.name != "Added" or not is_new or len(self._seen) >= BEACONS_HEARD_MAX:
            return
        self._seen.add(name)
        task = asyncio.ensure_future(self._ask(zeroconf, service_type, name))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    async def _ask(self, asked: zeroconf.Zeroconf, service_type: str, name: str) -> None:
        info = AsyncServiceInfo(service_type, name)
        if not await info.async_request(asked, BEACON_RESOLVE_S * 1000):
            return
        text = info.properties.get(KEY)
        if text is None or len(text) > 2 * BEACON_BYTES_MAX or not info.port:
            return
        with suppress(ValueError):
            beacon = bytes.fromhex(text.decode("ascii"))
            for host in info.parsed_addresses()[:2]:
                self._heard(beacon, str(HostPort(host, info.port)))


def _own_addresses() -> tuple[str, ...]:
    """Return the addresses of this computer in its networks; its own loop where there is none other."""
    found = [ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips if isinstance(ip.ip, str)]
    outside = tuple(address for address in found if not address.startswith("127."))
    return outside or ("127.0.0.1",)
