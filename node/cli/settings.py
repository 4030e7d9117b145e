"""What the global options say: which home, where the passphrase comes from, how answers are shown."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

from keys.keyfile import Cost
from node.runtime.home import Home
from node.transport.address import HostPort

HOME_NAME: Final = "household"  # says nothing of what is in it
PASSPHRASE_VARIABLE: Final = "APIEKA_PASSPHRASE_FILE"  # noqa: S105 - the name of a variable
SOCKS_VARIABLE: Final = "APIEKA_SOCKS"
HOME_VARIABLE: Final = "APIEKA_HOME"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The global options of one invocation."""

    home: Path
    passphrase_file: Path | None
    is_json: bool
    cost: Cost
    socks: HostPort | None = None  # the proxy of every call to another node

    def open_home(self) -> Home:
        """Return the home these options name."""
        home = Home(self.home, cost=self.cost)
        home.socks = self.socks
        return home


def default_home() -> Path:
    """Return the folder used where none is named: the system's place for a program's data, under a neutral name."""
    return Path(platformdirs.user_data_dir(HOME_NAME, appauthor=False))
