"""Which computer this is, as its system says: compared, never sent or shown. Empty where the system has no answer."""

import sys
from contextlib import suppress
from pathlib import Path

_FILES = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"), Path("/etc/hostid"))
_ID_CHARACTERS_MAX = 64

if sys.platform == "win32":
    import winreg

    def machine_id() -> str:
        """Return the id Windows was given when it was installed."""
        with suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])[:_ID_CHARACTERS_MAX]
        return ""

else:

    def machine_id() -> str:
        """Return the id the system was given when it was installed."""
        for path in _FILES:
            with suppress(OSError):
                return path.read_bytes()[:_ID_CHARACTERS_MAX].hex()
        return ""
