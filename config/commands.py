"""What every Titleloom command shares: ``--json``, ``--dry-run``, progress bars, exit codes."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from config.entry import needs_services
from config.schema_state import schema_prepare
from taxonomy.core.errors import Fault

T = TypeVar("T")


class _Parser(CommandParser):
    """Bad arguments are bad input: exit 2 with the usage, also when the command is called by a script."""

    def error(self, message: str) -> Any:
        ArgumentParser.error(self, message)


class TitleloomCommand(BaseCommand):
    """Base of the commands in the contract.

    A subclass implements `run`, which returns the result as plain data, and `summary`, which puts that result
    into a few lines for a person. Standard output carries either the summary or, with ``--json``, one JSON
    object; everything else goes to standard error.
    """

    writes: ClassVar[bool] = False
    """Whether the command changes anything; adds ``--dry-run``."""

    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Django's parser, with the project's exit codes."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = _Parser
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        """The shared options, then the command's own (`arguments`)."""
        parser.add_argument("--json", action="store_true", help="print one JSON object on standard output")
        if self.writes:
            parser.add_argument(
                "--dry-run", action="store_true", help="report what would change, and change nothing"
            )
        self.arguments(parser)

    def arguments(self, parser: CommandParser) -> None:
        """The command's own arguments."""

    def run(self, **options: Any) -> dict[str, Any]:
        """Do it, and return the result as plain data (JSON types only)."""
        raise NotImplementedError

    def need_services(self) -> None:
        """Have database and broker up, in a command that also works without them (see `config.entry`)."""
        from config.embedded.share import use_services

        use_services()
        schema_prepare()

    def summary(self, result: dict[str, Any]) -> str:
        """The result in a few lines for a person."""
        return "\n".join(f"{key}: {value}" for key, value in result.items())

    def exit_status(self, result: dict[str, Any]) -> int:
        """What to exit with after a result (0 unless a subclass knows better)."""
        return 0

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, print, and turn anticipated faults into exit codes."""
        try:
            if needs_services([type(self).__module__.rpartition(".")[2]]):
                schema_prepare()
            result = self.run(**options)
        except Fault as fault:
            self._print_fault(fault, as_json=bool(options.get("json")))
            sys.exit(fault.exit_code)
        self.stdout.write(json.dumps(result, default=str) if options.get("json") else self.summary(result))
        if status := self.exit_status(result):
            self.stdout.flush()
            sys.exit(status)

    def progress(self, items: Iterable[T], *, total: int | None = None, text: str = "") -> Iterator[T]:
        """Iterate with a bar on standard error, shown only on a terminal."""
        yield from tqdm(items, total=total, desc=text, file=sys.stderr, disable=not sys.stderr.isatty())

    @contextmanager
    def bar(self, *, total: int | None = None, text: str = "") -> Iterator[Callable[[int], None]]:
        """A bar on standard error, shown only on a terminal; moved by calling what this yields."""
        with tqdm(total=total, desc=text, file=sys.stderr, disable=not sys.stderr.isatty()) as bar:

            def move(done: int) -> None:
                bar.update(done)

            yield move

    def _print_fault(self, fault: Fault, *, as_json: bool) -> None:
        if as_json:
            body = {"error": fault.code, "detail": fault.detail, "field": fault.field, **fault.extra}
            self.stdout.write(json.dumps(body, default=str))
        self.stderr.write(f"{fault.code}: {fault.detail}")
