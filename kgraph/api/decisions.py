"""Decisions at the door: consider, make, list and take back."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kgraph.api.decision_shapes import (
    ConceptPreferredOut,
    DecisionHistoryOut,
    DecisionIn,
    DecisionOut,
    DecisionPageOut,
    DecisionQuery,
    PreferIn,
    PreviewIn,
    PreviewOut,
    ReasonIn,
    RevertIn,
    RevertOut,
)
from kgraph.selectors.ledger import (
    DecisionFilter,
    decision_data,
    decision_get,
    decision_history,
    decisions_page,
)
from kgraph.services.concepts import concept_prefer
from kgraph.services.decide import titles_decide
from kgraph.services.preview import preview_decision
from kgraph.services.revert import Reverted, change_set_revert, decision_revert, decisions_revert
from taxonomy.api.permissions import HasScope
from taxonomy.core.errors import BadInput
from taxonomy.models import Person

READ_OR_REVIEW = HasScope(read=("annotate", "review"), write=("review",))


def caller(request: Request) -> Person:
    """The person who calls; the permission has let nobody else in."""
    if not isinstance(request.user, Person):
        raise TypeError("a view without a person behind it")
    return request.user


class PreviewView(APIView):
    """What a decision would change. Changes nothing, hence open to all who judge."""

    permission_classes = (HasScope("annotate", "review"),)

    @extend_schema(request=PreviewIn, responses=PreviewOut, operation_id="preview")
    def post(self, request: Request) -> Response:
        """Concepts that would join or part, transitive edges gained and lost, or the refusal with its proof."""
        body = PreviewIn(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(preview_decision(**body.validated_data))


class DecisionsView(APIView):
    """The ledger."""

    permission_classes = (READ_OR_REVIEW,)

    @extend_schema(parameters=[DecisionQuery], responses=DecisionPageOut, operation_id="decisions_list")
    def get(self, request: Request) -> Response:
        """Decisions, the newest first."""
        query = DecisionQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = dict(query.validated_data)
        before, size = wanted.pop("cursor"), wanted.pop("page_size")
        wanted["person"] = _person_id(request, wanted["person"])
        results, going_on = decisions_page(DecisionFilter(**wanted), before=before, size=size)
        return Response({"next": going_on, "results": results})

    @extend_schema(request=DecisionIn, responses={201: DecisionOut}, operation_id="decisions_make")
    def post(self, request: Request) -> Response:
        """Settle two titles, in ledger and graph at once; 409 ``algebra.*`` with the chain when it cannot be."""
        body = DecisionIn(data=request.data)
        body.is_valid(raise_exception=True)
        decision = titles_decide(person=caller(request), **body.validated_data)
        return Response(decision_data(decision_get(decision.seq)), status=201)


class DecisionView(APIView):
    """One decision."""

    permission_classes = (READ_OR_REVIEW,)

    @extend_schema(responses=DecisionHistoryOut, operation_id="decisions_read")
    def get(self, request: Request, seq: int) -> Response:
        """The decision, what it did to the graph, and what else was decided on its pair."""
        return Response(decision_history(decision_get(seq)))


class DecisionRevertView(APIView):
    """Take one decision back."""

    permission_classes = (HasScope("review"),)

    @extend_schema(request=ReasonIn, responses={201: DecisionOut}, operation_id="decisions_revert_one")
    def post(self, request: Request, seq: int) -> Response:
        """What stood before stands again, by a new decision; 409 ``decision.overtaken`` when a later one stands."""
        body = ReasonIn(data=request.data)
        body.is_valid(raise_exception=True)
        decision = decision_revert(decision_id=seq, person=caller(request), **body.validated_data)
        return Response(decision_data(decision_get(decision.seq)), status=201)


class DecisionsRevertView(APIView):
    """Take many decisions back."""

    permission_classes = (HasScope("review"),)

    @extend_schema(request=RevertIn, responses={201: RevertOut}, operation_id="decisions_revert")
    def post(self, request: Request) -> Response:
        """Those named, all that stand on a model version, or all on one person's word, as one change set."""
        body = RevertIn(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = body.validated_data
        reverted = decisions_revert(
            person=caller(request),
            reason=wanted["reason"],
            seqs=wanted["decisions"],
            model_version=wanted["model_version"],
            settled_by_person=wanted["person"],
        )
        return Response(reverted_data(reverted), status=201)


class ChangeSetRevertView(APIView):
    """Take an action back."""

    permission_classes = (HasScope("review"),)

    @extend_schema(request=ReasonIn, responses={201: RevertOut}, operation_id="change_sets_revert")
    def post(self, request: Request, number: int) -> Response:
        """All decisions of a change set (a bulk review, an import, a model's acceptance) by a new change set."""
        body = ReasonIn(data=request.data)
        body.is_valid(raise_exception=True)
        reverted = change_set_revert(change_set_id=number, person=caller(request), **body.validated_data)
        return Response(reverted_data(reverted), status=201)


class ConceptPreferredView(APIView):
    """The title that a concept is called by."""

    permission_classes = (HasScope("review"),)

    @extend_schema(request=PreferIn, responses=ConceptPreferredOut, operation_id="concepts_prefer")
    def put(self, request: Request, number: int) -> Response:
        """Choose it. The choice stays with the title when other titles join the concept."""
        body = PreferIn(data=request.data)
        body.is_valid(raise_exception=True)
        concept = concept_prefer(
            concept_id=number, title_id=body.validated_data["title"], person=caller(request)
        )
        preferred = {"id": concept.preferred_id, "text": concept.preferred.text}
        return Response({"id": concept.pk, "preferred": preferred, "size": concept.size})


def _person_id(request: Request, word: str) -> int | None:
    if not word:
        return None
    if word == "me":
        return caller(request).pk
    if not word.isascii() or not word.isdigit() or len(word) > 18:
        raise BadInput("A person's id, or 'me'.", field="person")
    return int(word)


def reverted_data(reverted: Reverted) -> dict[str, object]:
    """What was taken back, as JSON data."""
    return {
        "change_set": reverted.change_set.pk,
        "decisions": reverted.decisions,
        "left_alone": reverted.left_alone,
        "merged": reverted.merged,
    }
