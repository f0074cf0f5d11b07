"""Retirement at the door: what stands in its way, retire, bring back."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kgraph.api.decisions import READ_OR_REVIEW, caller
from kgraph.selectors.graph import concept_get
from kgraph.selectors.retirements import dependants, retirement_data, retirement_standing
from kgraph.services.retirements import MOST_REASON, concept_retire, concept_unretire
from taxonomy.api.bodies import Body
from taxonomy.api.problem_shapes import ProblemOut
from taxonomy.core.relations import RELATIONS

_PLAIN = serializers.Serializer
LARGEST_ID = 2**63 - 1


class RetireIn(Body):
    """Why a concept goes."""

    reason = serializers.CharField(max_length=MOST_REASON)
    use_instead = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=LARGEST_ID
    )


class UnretireQuery(_PLAIN[None]):
    """Why it comes back."""

    reason = serializers.CharField(max_length=MOST_REASON, required=False, default="", allow_blank=True)


class RetirementOut(_PLAIN[None]):
    """A retirement that stands."""

    reason = serializers.CharField()
    useInstead = serializers.IntegerField(allow_null=True)
    retired_by = serializers.CharField(allow_null=True)
    retired_at = serializers.DateTimeField()


class DependentEdgeOut(_PLAIN[None]):
    """This concept is ``relation`` to another one."""

    id = serializers.IntegerField()
    relation = serializers.ChoiceField(choices=RELATIONS)
    concept = serializers.IntegerField()
    name = serializers.CharField()


class DependentTitleOut(_PLAIN[None]):
    """A further title of the concept."""

    id = serializers.IntegerField()
    text = serializers.CharField()


class DependentEdgesOut(_PLAIN[None]):
    """Edges: how many, and the first of them."""

    count = serializers.IntegerField()
    sample = DependentEdgeOut(many=True)


class DependentTitlesOut(_PLAIN[None]):
    """Titles: how many, and the first of them."""

    count = serializers.IntegerField()
    sample = DependentTitleOut(many=True)


class DependentNumbersOut(_PLAIN[None]):
    """Numbers: how many, and the first of them."""

    count = serializers.IntegerField()
    sample = serializers.ListField(child=serializers.IntegerField())


class DependantsOut(_PLAIN[None]):
    """What must be moved or ended before the concept can go."""

    edges = DependentEdgesOut()
    titles = DependentTitlesOut()
    waiting = DependentNumbersOut(help_text="decisions that wait to be merged")
    pointers = DependentNumbersOut(help_text="retired concepts that name this one as what to use instead")
    proposals = serializers.IntegerField(help_text="open proposals on its title; they stand in nobody's way")
    blocked = serializers.BooleanField()


class ConceptRetirementOut(_PLAIN[None]):
    """Whether a concept is retired, and what stands in the way where it is not."""

    concept = serializers.IntegerField()
    name = serializers.CharField()
    replacedBy = serializers.IntegerField(allow_null=True)
    retirement = RetirementOut(allow_null=True)
    dependants = DependantsOut()


class UnretiredOut(_PLAIN[None]):
    """A concept that is back."""

    concept = serializers.IntegerField()
    merged = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="decisions that had waited for it, and are in the graph now",
    )


_REFUSED = {
    404: OpenApiResponse(ProblemOut, "`not_found`"),
    409: OpenApiResponse(ProblemOut, "`concept.in_use` with the dependants, `concept.wrong_state`"),
}


class ConceptRetirementView(APIView):
    """Whether a concept is part of the graph."""

    permission_classes = (READ_OR_REVIEW,)

    @extend_schema(
        responses={200: ConceptRetirementOut, 404: _REFUSED[404]}, operation_id="concepts_retirement"
    )
    def get(self, request: Request, number: int) -> Response:
        """The first step: what depends on the concept as the graph is now."""
        return Response(_state(number))

    @extend_schema(
        request=RetireIn, responses={200: ConceptRetirementOut, **_REFUSED}, operation_id="concepts_retire"
    )
    def put(self, request: Request, number: int) -> Response:
        """The second step: retire it. From the next release on its number answers 410 with the reason."""
        body = RetireIn(data=request.data)
        body.is_valid(raise_exception=True)
        asked: dict[str, Any] = dict(body.validated_data)
        concept_retire(
            concept_id=number, reason=asked["reason"], instead=asked["use_instead"], person=caller(request)
        )
        return Response(_state(number))

    @extend_schema(
        parameters=[UnretireQuery],
        responses={200: UnretiredOut, **_REFUSED},
        operation_id="concepts_unretire",
    )
    def delete(self, request: Request, number: int) -> Response:
        """Bring it back under its old number, with the decisions that waited for that."""
        query = UnretireQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        reason = query.validated_data["reason"]
        found = concept_unretire(concept_id=number, person=caller(request), reason=reason)
        return Response({"concept": number, **found})


def _state(number: int) -> dict[str, Any]:
    concept = concept_get(number)
    return {
        "concept": concept.pk,
        "name": concept.preferred.text,
        "replacedBy": concept.replaced_by_id,
        "retirement": retirement_data(retirement_standing(number)),
        "dependants": dependants(concept),
    }
