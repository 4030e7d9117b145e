"""Who may ask: browsers let in by a one-time link, and what the node remembers of each while it runs.

Nothing here is written to disk. Refuses a link used twice and a form token of another session.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from hmac import compare_digest

from keys.randomness import Random
from node.api.limits import LINKS_MAX, NOTICES_MAX, SEARCHES_MAX, SESSIONS_MAX, TOKEN_BYTES
from node.api.uploads import Upload, Work


@dataclass(slots=True, eq=False)
class Session:
    """One browser. `searches` holds what it searched for, so that no search stands in an address."""

    token: str
    form_token: str
    phrase: str = ""  # the passphrase offered at the first run, until it is used
    invitation: str = ""  # the one pasted, until it is used
    searches: OrderedDict[str, str] = field(default_factory=OrderedDict)
    notices: list[str] = field(default_factory=list)
    upload: Upload | None = None  # the table being imported
    work: Work | None = None  # what goes on beside the pages for this browser

    def notice(self, text: str) -> None:
        """Keep a line for the next page this browser shows."""
        self.notices = [*self.notices, text][-NOTICES_MAX:]

    def take_notices(self) -> list[str]:
        """Return the lines kept, once."""
        taken, self.notices = self.notices, []
        return taken

    def keep_search(self, text: str, random: Random) -> str:
        """Remember a search and return the short name by which addresses refer to it."""
        for name, kept in self.searches.items():
            if kept == text:
                self.searches.move_to_end(name)
                return name
        name = random(4).hex()
        self.searches[name] = text
        while len(self.searches) > SEARCHES_MAX:
            self.searches.popitem(last=False)
        return name

    def forget(self) -> None:
        """Drop what a locked node must not remember."""
        self.searches.clear()
        self.notices.clear()
        self.phrase = ""
        self.invitation = ""
        self.upload = None
        if self.work is not None:
            self.work.stop()
            self.work = None


class Sessions:
    """All browsers let in, and the links not yet used."""

    def __init__(self, random: Random) -> None:
        """Draw the cookie's name, so that two nodes on one computer do not overwrite each other's."""
        self._random = random
        self.cookie = "s" + random(4).hex()
        self._links: OrderedDict[str, None] = OrderedDict()
        self._sessions: OrderedDict[str, Session] = OrderedDict()

    def add_link(self, token: str) -> None:
        """Accept a one-time link token. Over the bound the oldest unused one is dropped."""
        self._links[token] = None
        while len(self._links) > LINKS_MAX:
            self._links.popitem(last=False)

    def open(self, link: str) -> Session | None:
        """Return a new session for an unused link, once; None for any other text."""
        known = next((token for token in self._links if compare_digest(token.encode(), link.encode())), None)
        if known is None:
            return None
        del self._links[known]
        session = Session(token=self._random(TOKEN_BYTES).hex(), form_token=self._random(TOKEN_BYTES).hex())
        self._sessions[session.token] = session
        while len(self._sessions) > SESSIONS_MAX:
            self._sessions.popitem(last=False)
        return session

    def find(self, token: str | None) -> Session | None:
        """Return the session of a cookie."""
        session = self._sessions.get(token or "")
        if session is not None:
            self._sessions.move_to_end(session.token)
        return session

    def forget_all(self) -> None:
        """Drop from every session what a locked node must not remember; the sessions stay."""
        for session in self._sessions.values():
            session.forget()


def fits(session: Session, form_token: object) -> bool:
    """Tell whether a form was made for this session."""
    return isinstance(form_token, str) and compare_digest(session.form_token.encode(), form_token.encode())
