"""A browser without scripts in front of one node: it follows links, fills in forms and keeps cookies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiohttp import ClientResponse, FormData
from aiohttp.test_utils import TestClient, TestServer, unused_port

from node.api.app import link_path, make_app
from node.api.door import loopback_origins
from node.api.sessions import Session, Sessions
from node.api.site import SITE
from tests.api.fake_port import FakeNetwork, FakePort, FakeSafety
from tests.api.reader import Element, form_fields, read_page

LINK = "a-link-that-works-once"


@dataclass(slots=True)
class Answer:
    """What came back, read."""

    status: int
    path: str
    headers: Mapping[str, str]
    html: str
    page: Element

    @property
    def text(self) -> str:
        """What a person reads between the top and the footer."""
        return self.page.one("main").text

    @property
    def forms(self) -> list[Element]:
        """The forms in the content."""
        return list(self.page.one("main").all("form"))

    @property
    def foreign_scripts(self) -> list[Element]:
        """Scripts in the page other than the node's own files."""
        own = [({"src": f"/static/{name}.js", "defer": ""}, []) for name in ("live", "form")]
        return [script for script in self.page.all("script") if (script.attrs, script.children) not in own]

    def form(self, action: str = "") -> Element:
        """The form in the content, that to `action` where there are several."""
        found = [form for form in self.forms if not action or form.attrs["action"] == action]
        assert len(found) == 1, [form.attrs["action"] for form in self.forms]
        return found[0]


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        """Gives the time."""
        return self.seconds


class Desk:
    """A node, its pages and one browser."""

    def __init__(self, port: FakePort, random: Callable[[int], bytes]) -> None:
        self.port = port
        self.network = FakeNetwork()
        self.safety = FakeSafety()
        self.clock = Clock()
        self.number = unused_port()
        self.origin = f"http://127.0.0.1:{self.number}"
        self.app = make_app(
            port,
            self.network,
            self.safety,
            first_link_token=LINK,
            origins=loopback_origins(self.number),
            random=random,
            clock=self.clock,
        )
        self.client: TestClient = TestClient(TestServer(self.app, port=self.number))
        self.language = "en"

    @property
    def sessions(self) -> Sessions:
        """The sessions of the pages."""
        return self.app[SITE].sessions

    def app_session(self) -> Session:
        """The session of this browser."""
        cookies = self.client.session.cookie_jar.filter_cookies(self.client.make_url("/"))
        session = self.sessions.find(cookies[self.sessions.cookie].value)
        assert session is not None
        return session

    async def let_in(self) -> Answer:
        """Open the one-time link."""
        return await self.get(link_path(LINK))

    async def get(self, path: str, *, headers: Mapping[str, str] | None = None, follow: bool = True) -> Answer:
        """Ask for a page."""
        sent = {"Accept-Language": self.language, **(headers or {})}
        return await _answer(await self.client.get(path, headers=sent, allow_redirects=follow))

    async def post(
        self,
        path: str,
        fields: Mapping[str, str],
        *,
        headers: Mapping[str, str] | None = None,
        follow: bool = True,
    ) -> Answer:
        """Send a form as it is given."""
        sent = {"Accept-Language": self.language, "Origin": self.origin, **(headers or {})}
        answer = await self.client.post(path, data=dict(fields), headers=sent, allow_redirects=follow)
        return await _answer(answer)

    async def upload(self, path: str, form: FormData) -> Answer:
        """Send a form with a file."""
        sent = {"Accept-Language": self.language, "Origin": self.origin}
        return await _answer(await self.client.post(path, data=form, headers=sent))

    async def send(
        self, answer: Answer, changes: Mapping[str, str | None], *, action: str = "", do: str = "", button: str = "do"
    ) -> Answer:
        """Fill in a form of a page and press a button. None takes a field out, as an unticked box does."""
        form = answer.form(action)
        fields = form_fields(form)
        for name, text in changes.items():
            if text is None:
                fields.pop(name, None)
            else:
                assert name in fields or any(form.all(name_=name)), f"no field {name}"
                fields[name] = text
        if do:
            assert any(form.all("button", name_=button, value=do)), f"no button {do}"
            fields[button] = do
        return await self.post(form.attrs["action"], fields)


async def _answer(response: ClientResponse) -> Answer:
    html = await response.text()
    is_page = response.content_type == "text/html"
    return Answer(
        status=response.status,
        path=response.url.raw_path_qs,
        headers=response.headers,
        html=html,
        page=read_page(html) if is_page else Element("", {}),
    )
