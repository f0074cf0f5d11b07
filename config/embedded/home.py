"""Where an installation keeps its data: ``TITLELOOM_HOME``, or ``var/`` beside the code."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent

# sun_path of a Unix socket holds 108 bytes on Linux and 104 on macOS, with the closing zero.
SOCKET_PATH_LIMIT = 103
LONGEST_SOCKET_NAME = "pg/.s.PGSQL.5432"


@dataclass(frozen=True)
class Home:
    """The folders of one installation; nothing is created before `prepare`."""

    root: Path

    @classmethod
    def from_environment(cls) -> Home:
        """The folder that ``TITLELOOM_HOME`` names, else ``var/`` of the project."""
        named = os.environ.get("TITLELOOM_HOME", "").strip()
        return cls(Path(named).expanduser().resolve() if named else PROJECT / "var")

    @property
    def run(self) -> Path:
        """Locks and states of the running processes."""
        return self.root / "run"

    @property
    def log(self) -> Path:
        """Log files."""
        return self.root / "log"

    @property
    def postgres(self) -> Path:
        """Data folder of the embedded PostgreSQL."""
        return self.root / "postgres"

    @property
    def valkey(self) -> Path:
        """Data folder of the embedded Valkey."""
        return self.root / "valkey"

    @property
    def sockets(self) -> Path:
        """Folder of the Unix sockets.

        Beside the data when the path is short enough for a socket, else under ``/tmp`` with a name that
        every process works out alike (``TMPDIR`` may differ between them).
        """
        beside = self.run / "s"
        if len(os.fsencode(beside / LONGEST_SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
            return beside
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        return Path("/tmp") / f"titleloom-{os.geteuid()}-{digest}"

    @property
    def postgres_socket_folder(self) -> Path:
        """What libpq calls ``host``."""
        return self.sockets / "pg"

    @property
    def valkey_socket(self) -> Path:
        """The socket of the embedded Valkey."""
        return self.sockets / "valkey.sock"

    def prepare(self) -> None:
        """Make the folders.

        Raises:
            PermissionError: a folder belongs to somebody else.
            OSError: the disk is full or read-only.
        """
        for folder in (self.root, self.run, self.log):
            folder.mkdir(parents=True, exist_ok=True)
        # As root we let the database's own account pass through to its socket's folder, which is closed itself.
        private_folder(self.sockets, mode=0o711 if os.geteuid() == 0 else 0o700)


def private_folder(path: Path, *, owner: int | None = None, mode: int = 0o700) -> None:
    """Make `path` a folder that only its owner (by default we) may list and, by default, enter.

    The servers trust whoever reaches their sockets, so the folder is what keeps other people of the
    machine out. A folder in a shared place that somebody else made first is refused.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    state = path.lstat()
    if path.is_symlink() or state.st_uid not in {os.geteuid(), owner}:
        raise PermissionError(f"{path} belongs to another user; remove it or set TITLELOOM_HOME")
    if owner is not None and state.st_uid != owner:
        os.chown(path, owner, -1)
    if state.st_mode & 0o777 != mode:
        path.chmod(mode)


def unusable(root: Path, error: OSError) -> str:
    """The sentence for a data folder that cannot be made or written to."""
    return (
        f"The data folder {root} cannot be used: {error.strerror or error}"
        f"{f' ({error.filename})' if error.filename and str(error.filename) != str(root) else ''}. It has to belong to "
        f"the user who starts Titleloom, on a disk that can be written to and has room. Mend that, or set "
        f"TITLELOOM_HOME to another folder."
    )


def full_disk(root: Path, *, free: int, needed: int) -> str:
    """The sentence for a disk without room; `free` and `needed` are bytes."""
    return (
        f"The disk is full: {free // 2**20} MB are free in {root}, {needed // 2**20} MB are needed. "
        f"Make room (doctor says what is large), or set TITLELOOM_HOME to a folder on another disk."
    )
