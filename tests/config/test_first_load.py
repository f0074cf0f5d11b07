"""What a browser must fetch before somebody can annotate stays small: measured on the built UI.

Counted are page, scripts and styles. Fonts come beside them and hold nothing up (`font-display: swap`).
"""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import brotli
import pytest

from config.embedded.home import PROJECT

DIST = PROJECT / "frontend" / "dist"
MOST_BYTES = 300 * 1000
LANGUAGE = re.compile(r"[a-z]{2}-[\w-]{8}\.js$")
IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*["']\./([\w.-]+\.js)["']""")


def first_load(page: Path) -> dict[Path, int]:
    """The files that the page fetches at once (scripts, what these import, styles), with their size as gzip."""
    wanted = [*re.findall(r'(?:src|href)="/static/ui/([^"]+\.(?:js|css))"', page.read_text())]
    found: dict[Path, int] = {page: packed(page)}
    while wanted:
        path = DIST / wanted.pop()
        if path in found:
            continue
        found[path] = packed(path)
        if path.suffix == ".js":
            wanted += [f"assets/{name}" for name in IMPORT.findall(path.read_text())]
    return found


def packed(path: Path) -> int:
    """Bytes on the wire to a browser that knows no better than gzip, at the level that servers use."""
    packer = zlib.compressobj(6, wbits=31)
    return len(packer.compress(path.read_bytes()) + packer.flush())


@pytest.fixture
def page() -> Path:
    if not (DIST / "index.html").is_file():
        pytest.skip("The UI is not built; 'make test' builds it.")
    return DIST / "index.html"


def test_the_first_load_of_annotate_is_under_300_kb(page: Path) -> None:
    files = first_load(page)
    largest = sorted(files.items(), key=lambda entry: -entry[1])[:6]
    told = ", ".join(f"{path.name} {size:,}" for path, size in largest)
    assert sum(files.values()) < MOST_BYTES, f"{sum(files.values()):,} bytes; the largest: {told}"


def test_it_is_under_300_kb_in_every_language_as_browsers_of_today_get_it(page: Path) -> None:
    base = sum(len(brotli.compress(path.read_bytes())) for path in first_load(page))
    catalogs = {path.name: path for path in (DIST / "assets").glob("*.js") if LANGUAGE.match(path.name)}
    assert any(name.startswith("de-") for name in catalogs)
    for name, path in catalogs.items():
        whole = base + len(brotli.compress(path.read_bytes()))
        assert whole < MOST_BYTES, f"with {name}: {whole:,} bytes"


def test_the_desk_is_in_the_first_load_and_large_areas_are_not(page: Path) -> None:
    scripts = [path.read_text() for path in first_load(page) if path.suffix == ".js"]
    assert any("titleloom-outbox" in text for text in scripts)
    assert not any("ForceAtlas" in text or "WebGL2RenderingContext" in text for text in scripts)
