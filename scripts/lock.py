"""Write the locks: exact versions of what is installed and reachable from ``base.in``, ``dev.in`` and ``bench.in``.

Run by the environment's own Python (``make lock``), after an upgrade there and a green ``make test``. A lock
names versions only, never where a package comes from. Packages that exist for other systems only
are left to pip, which takes what the locked packages ask for there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FOLDER = Path(__file__).resolve().parent.parent / "requirements"
HEADER = "# Made by 'make lock' from {source}; do not edit.\n"


def requirements_in(path: Path) -> Iterator[Requirement]:
    """The requirements of a file, without comments and without the files that it includes."""
    for line in path.read_text().splitlines():
        text = line.split("#")[0].strip()
        if text and not text.startswith("-r"):
            yield Requirement(text)


def reachable(roots: Iterator[Requirement]) -> dict[str, str]:
    """Name -> version of the roots and all that they need here.

    Raises:
        SystemExit: something that is needed is not installed.
    """
    versions: dict[str, str] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    queue = list(roots)
    while queue:
        wanted = queue.pop()
        if wanted.marker and not wanted.marker.evaluate():
            # For other Pythons only: pinned by hand.
            versions[canonicalize_name(wanted.name)] = f"{str(wanted.specifier)[2:]} ; {wanted.marker}"
            continue
        name, extras = canonicalize_name(wanted.name), frozenset(wanted.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            found = distribution(name)
        except PackageNotFoundError:
            sys.exit(f"{name} is needed but not installed in {sys.prefix}")
        # The local part ("+cpu") names a build, which differs between machines.
        versions[name] = found.version.split("+")[0]
        for text in found.requires or []:
            needed = Requirement(text)
            marks = (
                [needed.marker.evaluate({"extra": extra}) for extra in (*extras, "")]
                if needed.marker
                else [True]
            )
            if any(marks):
                needed.marker = None
                queue.append(needed)
    return versions


def write(path: Path, versions: dict[str, str], *, source: str, include: str = "") -> None:
    """One ``name==version`` a line, sorted."""
    lines = [f"{name}=={version}\n" for name, version in sorted(versions.items())]
    path.write_text(HEADER.format(source=source) + (f"-r {include}\n" if include else "") + "".join(lines))
    print(f"{path.name}: {len(versions)} packages")


def main() -> None:
    """Write the locks; each holds only what those before it do not. Without the benchmarks' packages theirs stays."""
    base = reachable(requirements_in(FOLDER / "base.in"))
    both = reachable(iter([*requirements_in(FOLDER / "base.in"), *requirements_in(FOLDER / "dev.in")]))
    write(FOLDER / "lock.txt", base, source="base.in")
    extra = {name: version for name, version in both.items() if name not in base}
    write(FOLDER / "lock-dev.txt", extra, source="dev.in", include="lock.txt")
    try:
        bench = reachable(requirements_in(FOLDER / "bench.in"))
    except SystemExit as missing:
        print(f"lock-bench.txt stays as it is: {missing}")
        return
    extra = {name: version for name, version in bench.items() if name not in both}
    write(FOLDER / "lock-bench.txt", extra, source="bench.in", include="lock-dev.txt")


if __name__ == "__main__":
    main()
