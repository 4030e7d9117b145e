"""THREATS F9: rebound names, foreign pages, guessed ports, stored scripts. Refused with nothing shown, or inert."""

import pytest

from node.api.app import link_path
from node.api.limits import FORM_BYTES_MAX, LINKS_MAX, SESSIONS_MAX
from tests.api.desk import LINK, Desk
from tests.api.fake_port import FakePort
from tests.api.sample import Sample

SHOWN_TO_NOBODY = ("TEST-", "alice", "/people", "/lock")


def assert_refused(html: str) -> None:
    """A refusal holds nothing of the node, not even its menu."""
    assert not any(word in html for word in SHOWN_TO_NOBODY), html


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{n}", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{n}", "0.0.0.0:{n}", ""],
)
async def test_f09_unknown_host_is_refused(desk: Desk, sample: Sample, host: str) -> None:
    answer = await desk.get("/people", headers={"Host": host.format(n=desk.number)})
    assert answer.status == 403
    assert_refused(answer.html)


@pytest.mark.parametrize("host", ["127.0.0.1:{n}", "localhost:{n}", "[::1]:{n}"])
async def test_f09_own_hosts_are_answered(desk: Desk, sample: Sample, host: str) -> None:
    answer = await desk.get("/people", headers={"Host": host.format(n=desk.number)})
    assert answer.status == 200


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1", "http://localhost.evil:{n}", None],
)
async def test_f09_form_of_foreign_or_silent_origin_is_refused(desk: Desk, sample: Sample, origin: str | None) -> None:
    token = desk.app_session().form_token
    headers = {"Accept-Language": "en"} | ({"Origin": origin.format(n=desk.number)} if origin else {})
    answer = await desk.client.post("/lock", data={"token": token}, headers=headers, allow_redirects=False)
    assert answer.status == 403
    assert_refused(await answer.text())
    assert desk.port.condition.value == "open"


async def test_f09_page_asked_with_a_foreign_origin_is_refused(desk: Desk, sample: Sample) -> None:
    answer = await desk.get("/people", headers={"Origin": "https://evil.example"})
    assert answer.status == 403
    assert_refused(answer.html)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_f09_request_begun_by_another_site_or_port_has_no_session(desk: Desk, sample: Sample, site: str) -> None:
    answer = await desk.get("/people", headers={"Sec-Fetch-Site": site})
    assert answer.status == 403
    assert_refused(answer.html)


@pytest.mark.parametrize("token", ["", "0" * 32, None])
async def test_f09_form_without_its_token_is_refused(desk: Desk, sample: Sample, token: str | None) -> None:
    answer = await desk.post("/lock", {} if token is None else {"token": token})
    assert answer.status == 403
    assert "too old" in answer.text
    assert desk.port.condition.value == "open"


async def test_f09_token_of_another_browser_is_refused(desk: Desk, sample: Sample) -> None:
    desk.sessions.add_link("second")
    other = desk.sessions.open("second")
    assert other is not None
    answer = await desk.post("/lock", {"token": other.form_token})
    assert answer.status == 403
    assert desk.port.condition.value == "open"


async def test_f09_browser_without_a_session_sees_nothing(desk: Desk, port: FakePort) -> None:
    for path in ("/", "/people", "/begin", "/unlock", "/settings", "/nothing"):
        answer = await desk.get(path)
        assert answer.status == 403, path
        assert "has not been let in" in answer.text
        assert_refused(answer.html)


async def test_f09_link_works_once(desk: Desk, port: FakePort) -> None:
    first = await desk.let_in()
    assert first.path == "/begin"
    desk.client.session.cookie_jar.clear()
    again = await desk.get(link_path(LINK))
    assert again.status == 403
    assert (await desk.get("/begin")).status == 403


@pytest.mark.parametrize("guess", ["", "x", LINK[:-1], LINK + "x", "%00"])
async def test_f09_guessed_link_lets_nobody_in(desk: Desk, guess: str) -> None:
    answer = await desk.get(link_path(guess))
    assert answer.status in (403, 404)
    assert not desk.client.session.cookie_jar.filter_cookies(desk.client.make_url("/"))


async def test_f09_cookie_is_for_this_node_only(desk: Desk) -> None:
    answer = await desk.get(link_path(LINK), follow=False)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(desk.sessions.cookie + "=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Max-Age" not in cookie
    assert "expires" not in cookie.lower()


async def test_f09_forged_cookie_is_no_session(desk: Desk, sample: Sample) -> None:
    desk.client.session.cookie_jar.clear()
    answer = await desk.get("/people", headers={"Cookie": f"{desk.sessions.cookie}={'0' * 32}"})
    assert answer.status == 403


async def test_f09_links_and_sessions_are_bounded(desk: Desk) -> None:
    for number in range(LINKS_MAX + 1):
        desk.sessions.add_link(f"link {number}")
    assert desk.sessions.open("link 0") is None
    opened = [desk.sessions.open(f"link {number}") for number in range(1, LINKS_MAX + 1)]
    assert all(opened)
    desk.sessions.add_link("one more")
    newest = desk.sessions.open("one more")
    kept = [session for session in (*opened, newest) if session and desk.sessions.find(session.token)]
    assert len(kept) == SESSIONS_MAX
    assert newest in kept


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
async def test_f09_other_methods_are_refused(desk: Desk, sample: Sample, method: str) -> None:
    answer = await desk.client.request(method, "/people", headers={"Origin": desk.origin, "Accept-Language": "en"})
    assert answer.status == 405


async def test_f09_websocket_is_not_spoken(desk: Desk, sample: Sample) -> None:
    headers = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}
    answer = await desk.get("/people", headers={**headers, "Sec-WebSocket-Version": "13"})
    assert answer.status == 200
    refused = await desk.get("/people", headers={**headers, "Origin": "https://evil.example"})
    assert refused.status == 403


@pytest.mark.parametrize(
    "path", ["/", "/people", "/static/style.css", "/nothing", "/open/guess", "/static/../app.py", "/unlock"]
)
async def test_f09_every_answer_carries_the_headers(desk: Desk, sample: Sample, path: str) -> None:
    answer = await desk.get(path, follow=False)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    own = {"style-src", "img-src", "script-src", "connect-src", "form-action"}
    assert set(policy) == {"default-src", "base-uri", "frame-ancestors"} | own
    assert {policy[name] for name in own} == {"'self'"}
    assert {policy["base-uri"], policy["frame-ancestors"]} == {"'none'"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Server"] == "web"
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("name", ["app.py", "../app.py", "..%2fapp.py", "style.css/", "nothing"])
async def test_f09_only_the_named_files_are_served(desk: Desk, sample: Sample, name: str) -> None:
    answer = await desk.get(f"/static/{name}")
    assert answer.status == 404
    assert "make_app" not in answer.html


async def test_f09_form_of_another_type_is_refused(desk: Desk, sample: Sample) -> None:
    token = desk.app_session().form_token
    headers = {"Origin": desk.origin, "Accept-Language": "en"}
    for body in (
        {"json": {"token": token}},
        {"data": f"token={token}", "headers": {**headers, "Content-Type": "text/plain"}},
        {"data": b"token=" + token.encode(), "headers": {**headers, "Content-Type": "multipart/form-data; boundary=x"}},
        {
            "data": f"token={token}",
            "headers": {**headers, "Content-Type": "application/x-www-form-urlencoded; charset=utf-7"},
        },
    ):
        answer = await desk.client.post("/lock", allow_redirects=False, **{"headers": headers, **body})
        assert answer.status == 400, body
    assert desk.port.condition.value == "open"


async def test_f09_form_larger_than_any_text_is_refused_before_it_is_read(desk: Desk, sample: Sample) -> None:
    before = len(desk.port.store._journal)
    answer = await desk.post(
        f"/add/person?space={sample.space.space.hex()}",
        {"token": desk.app_session().form_token, "v:names/a/text": "TEST-" + "x" * FORM_BYTES_MAX, "do": "save"},
    )
    assert answer.status == 413
    assert "It was not read, so it is not kept here." in answer.text
    assert len(desk.port.store._journal) == before


async def test_f09_form_of_too_many_fields_is_refused(desk: Desk, sample: Sample) -> None:
    fields = {f"v:groups/x{number}": "yes" for number in range(1_001)}
    answer = await desk.post("/search", {"token": desk.app_session().form_token, **fields})
    assert answer.status == 413
