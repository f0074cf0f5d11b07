"""``check_schema``: is the committed API schema the one that the code describes?"""

from __future__ import annotations

import difflib
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from config.commands import TitleloomCommand
from taxonomy.core.errors import BadInput

LINES = 60


class SchemaDiffers(BadInput):
    """Code and committed schema describe different APIs, or the code describes it badly."""

    code = "schema.differs"


class Command(TitleloomCommand):
    """The UI's types are generated from the committed file, and the search team reads it."""

    help = "Compare docs/openapi.json with the schema of the code (--write renews it)."

    def arguments(self, parser: ArgumentParser) -> None:
        """Own options."""
        parser.add_argument("--write", action="store_true", help="write the file anew")

    def run(self, **options: Any) -> dict[str, Any]:
        """Generate, validate, compare or write."""
        path = Path(settings.BASE_DIR) / "docs" / "openapi.json"
        GENERATOR_STATS.reset()
        with GENERATOR_STATS.silence():
            schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
        warnings = [*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache]
        validate_schema(schema)  # type: ignore[no-untyped-call]
        text = json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False, default=str) + "\n"
        if options["write"]:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        elif (old := path.read_text() if path.exists() else "") != text:
            difference = list(
                difflib.unified_diff(old.splitlines(), text.splitlines(), "committed", "code", n=1)
            )
            self.stderr.write("\n".join(difference[:LINES]))
            raise SchemaDiffers("docs/openapi.json is not the schema of the code. Run: make schema")
        if warnings and not options["write"]:
            raise SchemaDiffers("The schema has gaps: " + "; ".join(warnings[:5]))
        return {"path": str(path), "paths": len(schema["paths"]), "warnings": len(warnings)}

    def summary(self, result: dict[str, Any]) -> str:
        """One line."""
        return f"{result['path']}: {result['paths']} paths"
