"""The account under which PostgreSQL runs when we are root, since PostgreSQL refuses to run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

ACCOUNT = "titleloom-db"
FALLBACK = "nobody"


@dataclass(frozen=True)
class Account:
    """A user of the machine without rights of its own."""

    name: str
    uid: int
    gid: int


def database_account() -> Account | None:
    """None when we are an ordinary user; as root the account for the database, made when missing."""
    if os.geteuid() != 0:
        return None
    entry = _entry(ACCOUNT) or _create() or pwd.getpwnam(FALLBACK)
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def let_in(account: Account, path: Path) -> None:
    """Let `account` pass through the folders above `path`, without letting it list them.

    A home like ``/root`` is closed to everyone else; the search bit is the least that lets the database
    reach its own files below it.
    """
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


def open_programs(account: Account, folder: Path) -> None:
    """Make the programs below `folder` readable for `account` (a strict umask leaves them closed)."""
    let_in(account, folder)
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        wanted = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
        if wanted != mode:
            path.chmod(wanted)


def _entry(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _create() -> pwd.struct_passwd | None:
    program = shutil.which("useradd") or shutil.which("useradd", path="/usr/sbin:/sbin")
    if program is None:
        return None
    subprocess.run(
        [program, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT],
        check=False,
        capture_output=True,
    )
    return _entry(ACCOUNT)
