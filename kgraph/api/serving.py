"""How answers from a release leave: the release chosen, named and validated; 304 where nothing is new.

An answer depends on nothing but the address, the release's files and the code that reads them. So its strong
``ETag`` is made of the last two, and "not modified" is said before anything is looked up.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import reverse
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

import kgraph
from kgraph.api.authentication import CachedBearerAuthentication
from kgraph.api.fields import fields_chosen
from kgraph.api.questions import asked_of
from kgraph.core.snapshot import Snapshot
from kgraph.core.snapshot.reader import Retired
from kgraph.selectors.releases import ReleaseEntry, release_choose, snapshot_open
from kgraph.services.experiments import release_for
from kgraph.services.rates import Allowance, rate_take
from kgraph.services.working import working_snapshot
from taxonomy.api.authentication import BearerAuthentication, SessionAuthentication
from taxonomy.api.permissions import HasScope
from taxonomy.core.errors import Fault, NotFound
from taxonomy.learner import learner_gate
from taxonomy.models import ApiToken

RELEASE_HEADER = "X-Titleloom-Release"
ARM_HEADER = "X-Titleloom-Arm"
UNIT_HEADER = "X-Titleloom-Unit"
_UNIT_META = "HTTP_X_TITLELOOM_UNIT"
_LONGEST_UNIT = 100
WORKING = "working"
_WEEK = 7 * 24 * 3600
_GZIP_FROM = 600
"""Bytes from which an answer is compressed; smaller ones fit in one packet anyway."""
_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_ACCEPTS_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))")


class ConceptMissing(NotFound):
    """There is no such concept in this release."""

    code = "concept.not_found"


class ConceptRetired(Fault):
    """The concept was taken out of the graph; ``extra`` says why, and what to use instead."""

    code = "concept.retired"
    status = 410

    def __init__(self, graph: Snapshot, retired: Retired, field: str | None = None) -> None:
        instead = f" Use concept {retired.instead} instead." if retired.instead else ""
        super().__init__(
            f"Concept {retired.id} was retired: {retired.reason}.{instead}",
            field=field,
            extra={
                "release": graph.number,
                "id": retired.id,
                "reason": retired.reason,
                "useInstead": retired.instead,
            },
        )


class ConceptReplaced(Fault):
    """The concept's number leads to another one now."""

    code = "concept.replaced"
    status = 308

    def __init__(self, old: int, new: int) -> None:
        super().__init__(f"Concept {old} is part of concept {new} now.")
        self.old = old
        self.new = new


class TooManyAnswers(Fault):
    """The token has had its answers of this minute."""

    code = "rate.exceeded"
    status = 429


@cache
def code_mark() -> str:
    """Changes whenever the code that makes the answers does, so that an upgrade never meets an old 304."""
    digest = hashlib.sha256()
    root = Path(kgraph.__file__).parent
    for file in sorted([*(root / "core").rglob("*.py"), *(root / "api").rglob("*.py")]):
        digest.update(file.read_bytes())
    digest.update(learner_gate().reading().encode())
    return digest.hexdigest()[:8]


class OnlyJson(BaseContentNegotiation):
    """There is one form of an answer, so there is nothing to weigh."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """The one for the body's type, as the framework finds it."""
        return DefaultContentNegotiation().select_parser(request, parsers)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        """The only one."""
        return renderers[0], renderers[0].media_type


class GraphView(APIView):
    """Base of everything that is answered from a release's files. Asks the database for nothing."""

    authentication_classes = (CachedBearerAuthentication, SessionAuthentication)
    permission_classes = (HasScope("graph:read"),)
    content_negotiation_class: type[BaseContentNegotiation] = OnlyJson

    allowance: Allowance | None = None
    weight = 1
    """What an answer counts as against the limit of the token."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After the rights the rate: only tokens have one, people do not ask so fast."""
        super().initial(request, *args, **kwargs)
        if isinstance(request.auth, ApiToken):
            self.take_rate(request.auth)

    def take_rate(self, token: ApiToken) -> None:
        """Count an answer for a token.

        Raises:
            TooManyAnswers
        """
        self.allowance = rate_take(f"token{token.pk}", weight=self.weight)
        if self.allowance is not None and not self.allowance.allowed:
            raise TooManyAnswers(
                f"This token may have {self.allowance.limit:,} answers in a minute. Ask again in "
                f"{self.allowance.reset} s, or many titles at once (normalize/bulk, reconcile).",
                retry_after=self.allowance.reset,
                extra={"limit": self.allowance.limit},
            )

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Tell what is left of the rate."""
        done = super().finalize_response(request, response, *args, **kwargs)
        self.tell_rate(done)
        return done

    def tell_rate(self, response: Response) -> None:
        """The headers of the rate."""
        if self.allowance is not None:
            for name, value in self.allowance.headers().items():
                response[name] = value

    def get_authenticators(self) -> list[BaseAuthentication]:
        """In the schema a token is the same everywhere, however it is looked up."""
        if getattr(self, "swagger_fake_view", False):
            return [BearerAuthentication(), SessionAuthentication()]
        return super().get_authenticators()

    def answer(
        self,
        request: Request,
        make: Callable[[Snapshot, dict[str, Any]], dict[str, Any]],
        *,
        query: type[serializers.Serializer[Any]] | None = None,
        data: Any = None,
        mark: str = "",
    ) -> Response:
        """The answer of ``make`` on the chosen release, or 304, or a redirect.

        Args:
            query: checks the parameters; what it makes of them is handed to ``make``.
            mark: of what else the answer depends on, for its tag.
            data: what to check instead of the address's parameters (a posted body; never answered by 304).
        """
        asked: dict[str, Any] = {}
        if query is not None:
            asked = asked_of(query, request.query_params if data is None else data)
        word = request.query_params.get("release", "latest")
        entry, working, arm = self.chosen_for(request, word)
        tag = f"{entity_tag(entry)}-{mark}" if mark else entity_tag(entry)
        headers = release_headers(entry, word) | ({ARM_HEADER: arm} if arm else {})
        if data is None and (matched := tag_matches(request, tag)):
            return Response(status=304, headers={**headers, "ETag": matched})
        try:
            body = make(working or snapshot_open(entry.artifact), asked)
        except ConceptReplaced as replaced:
            return self._moved(request, replaced, entry, headers)
        if wanted := request.query_params.get("fields"):
            body = fields_chosen(body, wanted)
        response = Response({"release": entry.number, **body}, headers=headers)
        if data is None:
            response["ETag"] = f'"{tag}"'
            compress_when_asked(request, response)
        return response

    def chosen_for(self, request: Request, word: str) -> tuple[ReleaseEntry, Snapshot | None, str]:
        """`chosen`, and the arm where an experiment runs and ``latest`` is asked for."""
        if word == "latest" and request.auth is not None and (met := release_for(unit_of(request))):
            return met[0], None, met[1]
        return *chosen(word), ""

    def _moved(
        self, request: Request, replaced: ConceptReplaced, entry: ReleaseEntry, headers: dict[str, str]
    ) -> Response:
        match = request.resolver_match
        assert match is not None and match.view_name is not None
        address = reverse(match.view_name, kwargs={**match.kwargs, "number": replaced.new})
        if asked := request.META.get("QUERY_STRING", ""):
            address += f"?{asked}"
        body = {
            "release": entry.number,
            "id": replaced.old,
            "replacedBy": replaced.new,
            "location": address,
            "detail": replaced.detail,
        }
        return Response(body, status=308, headers={**headers, "Location": address})


def unit_of(request: Request) -> str:
    """Who asks, for an experiment: what they say in a header, else their token."""
    named = request.META.get(_UNIT_META, "").strip()[:_LONGEST_UNIT]
    return f"unit {named}" if named else f"token {getattr(request.auth, 'pk', request.auth)}"


def chosen(word: str) -> tuple[ReleaseEntry, Snapshot | None]:
    """The release that a question means, and the working graph where that is meant (it has no files).

    Raises:
        ReleaseMissing, ReleaseWithdrawn, BadInput
    """
    working = working_snapshot() if word == WORKING else None
    return (_as_entry(working) if working else release_choose(word)), working


def _as_entry(working: Snapshot) -> ReleaseEntry:
    """The working graph, dressed as a release: of number 0, or of the one that stands in for it."""
    mark = f"{working.meta.content_hash[:12]}{working.meta.ledger_seq}"
    return ReleaseEntry(working.number, WORKING, mark, working.meta.content_hash, None, "")


def entity_tag(entry: ReleaseEntry) -> str:
    """The tag of all answers of a release."""
    return f"{entry.artifact.rpartition('/')[2][:20]}-{code_mark()}"


def release_headers(entry: ReleaseEntry, word: str) -> dict[str, str]:
    """Which release it is, and how long the answer may be kept: a week for a published number, else asked anew."""
    keep = word.isdigit() and entry.state == "published"
    return {
        RELEASE_HEADER: str(entry.number),
        "Cache-Control": f"private, max-age={_WEEK}" if keep else "private, no-cache",
        "Vary": f"Authorization, Cookie, Accept-Encoding, {UNIT_HEADER}",
    }


def tag_matches(request: Request, tag: str) -> str | None:
    """The tag with which to say "not modified": the asker has it, or anything (``*``)."""
    header = request.META.get("HTTP_IF_NONE_MATCH")
    if not header:
        return None
    if header.strip() == "*":
        return f'"{tag}"'
    for known in _TAG.findall(header):
        if known in (tag, f"{tag}-gz"):
            return f'"{known}"'
    return None


def accepts_gzip(request: Request) -> bool:
    """Whether the asker can read gzip."""
    return bool(_ACCEPTS_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))


def compress_when_asked(request: Request, response: Response) -> None:
    """Compress a larger answer here: the middleware would weaken its tag, since it does not know both forms."""
    if not accepts_gzip(request):
        return

    def compress(rendered: Response) -> None:
        if len(rendered.content) >= _GZIP_FROM:
            rendered.content = gzip.compress(rendered.content, compresslevel=4, mtime=0)
            rendered["Content-Encoding"] = "gzip"
            rendered["Content-Length"] = str(len(rendered.content))
            rendered["ETag"] = rendered["ETag"][:-1] + '-gz"'

    response.add_post_render_callback(compress)


def concept_number(graph: Snapshot, number: int) -> int:
    """The dense number of a concept in the address.

    Raises:
        ConceptMissing, ConceptReplaced, ConceptRetired
    """
    found = graph.concept_with_id(number)
    if found is not None:
        return found
    new = graph.redirect(number)
    if new is not None:
        raise ConceptReplaced(number, new)
    if number in graph.retired:
        raise ConceptRetired(graph, graph.retired[number])
    raise ConceptMissing(f"There is no concept {number} in release {graph.number}.")


def concept_following(graph: Snapshot, number: int, field: str) -> int:
    """The dense number of a concept in a parameter; an old number stands for what replaced it.

    Raises:
        ConceptMissing, ConceptRetired
    """
    found = graph.concept_with_id(graph.redirect(number) or number)
    if found is None and number in graph.retired:
        raise ConceptRetired(graph, graph.retired[number], field)
    if found is None:
        raise ConceptMissing(f"There is no concept {number} in release {graph.number}.", field=field)
    return found
