"""Model versions: what each is worth, compared, and made to propose."""

from __future__ import annotations

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from models_lstm.api.aliases import AliasMoveSerializer
from models_lstm.api.background import BackgroundRunSerializer
from models_lstm.api.datasets import RIGHTS
from models_lstm.api.runs import DatasetRefSerializer
from models_lstm.core.proposing import LEAST_SCORE
from models_lstm.selectors.learning_curve import MORE, learning_curve
from models_lstm.selectors.predictions import evaluation_get, pairs_tested
from models_lstm.selectors.proposal_runs import proposal_run_get, proposal_run_row, proposal_runs_all
from models_lstm.selectors.registry import (
    aliases_by_version,
    version_detail,
    version_get,
    version_row,
    versions_all,
)
from models_lstm.services.proposal_runs import MOST_PROPOSALS, ProposeOptions, proposal_run_queue
from models_lstm.tasks import propose_soon
from taxonomy.api.bodies import Body
from taxonomy.api.pagination import KeysetPagination, page_of
from taxonomy.core.relations import RELATIONS
from taxonomy.models import Person

COMPARED_CANDIDATES = 2_000
MOST_COMPARED = 20_000
"""In a request of the web server: some seconds of its time."""


class RelationFiguresSerializer(serializers.Serializer[None]):
    """Quality on one relation."""

    precision = serializers.FloatField()
    recall = serializers.FloatField()
    f1 = serializers.FloatField()
    support = serializers.IntegerField()


class BaselineSerializer(serializers.Serializer[None]):
    """The lexical baseline on the same pairs."""

    name = serializers.CharField()
    macro_f1 = serializers.FloatField()
    accuracy = serializers.FloatField()
    ece = serializers.FloatField()
    majority_macro_f1 = serializers.FloatField()


class TracedPointSerializer(serializers.Serializer[None]):
    """Quality on a part of a version's labels."""

    labels = serializers.IntegerField()
    macro_f1 = serializers.FloatField()
    low = serializers.FloatField(help_text="end of the 95 % interval")
    high = serializers.FloatField()


class MetricsSerializer(serializers.Serializer[None]):
    """Headline figures on the test split of the version's own data set."""

    pairs = serializers.IntegerField()
    side = serializers.CharField()
    macro_f1 = serializers.FloatField()
    macro_f1_interval = serializers.ListField(child=serializers.FloatField())
    accuracy = serializers.FloatField()
    ece = serializers.FloatField()
    per_relation = serializers.DictField(child=RelationFiguresSerializer())
    baseline = BaselineSerializer(allow_null=True)
    curve = TracedPointSerializer(
        many=True,
        required=False,
        help_text="the same recipe on parts of the labels, where the run has traced it",
    )


class ModelVersionSerializer(serializers.Serializer[None]):
    """A model version, in short."""

    version = serializers.CharField()
    run = serializers.IntegerField(allow_null=True)
    dataset = DatasetRefSerializer()
    created_at = serializers.DateTimeField()
    created_by = serializers.CharField(allow_null=True)
    aliases = serializers.ListField(child=serializers.CharField())
    bundle_hash = serializers.CharField()
    metrics = MetricsSerializer()


class EvaluationSerializer(serializers.Serializer[None]):
    """A version measured on a data set."""

    id = serializers.IntegerField()
    dataset = DatasetRefSerializer()
    report = serializers.DictField(help_text="relations, confusion, reliability bins, slices, intervals")
    baseline = serializers.DictField(help_text="the same of the lexical baseline")
    created_at = serializers.DateTimeField()


class ModelVersionDetailSerializer(ModelVersionSerializer):
    """A model version with every evaluation."""

    evaluations = EvaluationSerializer(many=True)
    recipe = serializers.CharField(allow_null=True)
    history = AliasMoveSerializer(many=True)


class CompareQuery(serializers.Serializer[None]):
    """Which two."""

    a = serializers.CharField(max_length=20)
    b = serializers.CharField(max_length=20)
    candidates = serializers.IntegerField(
        required=False,
        default=COMPARED_CANDIDATES,
        min_value=0,
        max_value=MOST_COMPARED,
        help_text="about how many open candidates to score, drawn at random; 0: none. All of them: POST comparisons",
    )
    min_score = serializers.FloatField(
        required=False, default=LEAST_SCORE, min_value=0.0, max_value=1.0, help_text="least score of an edge"
    )


class TestSetSerializer(serializers.Serializer[None]):
    """What both were measured on: pairs that neither has seen."""

    dataset = serializers.CharField()
    side = serializers.CharField()
    pairs = serializers.IntegerField()


class ComparedFiguresSerializer(serializers.Serializer[None]):
    """A version's figures on those pairs."""

    macro_f1 = serializers.FloatField()
    accuracy = serializers.FloatField()
    ece = serializers.FloatField()
    per_relation = serializers.DictField(child=serializers.FloatField())


class EdgeThresholdsSerializer(serializers.Serializer[None]):
    """The least scores of an edge."""

    min_score = serializers.FloatField()
    related_min_score = serializers.FloatField()


class EdgeTurnSerializer(serializers.Serializer[None]):
    """How many edges of the first version become what in the second."""

    first = serializers.CharField(help_text="a relation, or nothing")
    second = serializers.CharField(help_text="a relation, or nothing")
    count = serializers.IntegerField()


class EdgeDifferenceSerializer(serializers.Serializer[None]):
    """What ``b`` would propose otherwise than ``a``."""

    thresholds = EdgeThresholdsSerializer()
    surroundings = serializers.ListField(
        child=serializers.BooleanField(),
        help_text="of a and of b, whether what stands around a pair was weighed, as in a proposal run; a random part of "
        "the candidates is always judged by the two titles alone",
    )
    open = serializers.IntegerField(help_text="open candidates")
    candidates = serializers.IntegerField(help_text="of them scored: all, or a random part")
    implied = serializers.IntegerField(help_text="of these settled through other titles of their concepts")
    same = serializers.IntegerField()
    gained = serializers.IntegerField()
    lost = serializers.IntegerField()
    flipped = serializers.IntegerField()
    by_relation = EdgeTurnSerializer(many=True)
    examples = serializers.DictField(
        help_text="gained, lost, flipped: up to 20 pairs each with what either version says and how surely"
    )


class ComparisonSerializer(serializers.Serializer[None]):
    """The second version against the first."""

    a = serializers.CharField()
    b = serializers.CharField()
    test_set = TestSetSerializer()
    figures = serializers.DictField(child=ComparedFiguresSerializer())
    difference = serializers.DictField(child=serializers.FloatField())
    edges = EdgeDifferenceSerializer(allow_null=True)


class ProposeRequest(Body):
    """How to propose."""

    limit = serializers.IntegerField(required=False, default=10_000, min_value=1, max_value=MOST_PROPOSALS)
    min_score = serializers.FloatField(required=False, default=0.5, min_value=0.0, max_value=1.0)
    top = serializers.IntegerField(required=False, default=20, min_value=0, max_value=200)


class ProposalRunSerializer(BackgroundRunSerializer):
    """A proposal run, in short."""

    model_version = serializers.CharField()
    options = serializers.DictField()
    counts = serializers.DictField(child=serializers.IntegerField())
    surroundings = serializers.DictField(
        help_text="how what stands around a pair was weighed: trust in the model, weights by relation, log_loss_before "
        "and log_loss_after on held pairs; empty where the model spoke alone"
    )
    shares = serializers.DictField(
        help_text="how the opinions were moved to how often each relation is found among candidates: answers of the "
        "random slice that were counted, mean probability before and after by relation, and under kinds the same with "
        "factors and pairs for candidates of which one imported list has both titles (listed) and for others (other); "
        "usual shares count as much as 50 answers; empty without candidates"
    )


class ProposalRunDetailSerializer(ProposalRunSerializer):
    """A proposal run with its histograms."""

    histograms = serializers.DictField()


class ProposeAnswer(serializers.Serializer[None]):
    """The run that was queued."""

    task = serializers.IntegerField(help_text="number of the proposal run")
    run = ProposalRunSerializer()


class ModelsView(APIView):
    """All model versions, newest first."""

    permission_classes = (RIGHTS,)

    @extend_schema(responses=page_of(ModelVersionSerializer), operation_id="models_list")
    def get(self, request: Request) -> Response:
        """The model versions."""
        paginator = KeysetPagination()
        page = paginator.paginate_queryset(versions_all(), request, view=self) or []
        named = aliases_by_version()
        return paginator.get_paginated_response([version_row(v, named.get(v.pk, [])) for v in page])


class TestedPairsQuery(serializers.Serializer[None]):
    """Which cell of the confusion."""

    evaluation = serializers.IntegerField(
        required=False, min_value=1, help_text="number of the test; the newest one when left out"
    )
    truth = serializers.ChoiceField(RELATIONS, required=False, help_text="what people said")
    said = serializers.ChoiceField(RELATIONS, required=False, help_text="what the model said")
    after = serializers.IntegerField(required=False, default=0, min_value=0)
    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=200)


class TestedPairSerializer(serializers.Serializer[None]):
    """A pair of the test with both judgements."""

    title_a = serializers.CharField()
    title_b = serializers.CharField()
    truth = serializers.CharField(help_text="what people said: a is ... to b")
    said = serializers.CharField(help_text="what the model said")
    score = serializers.FloatField(help_text="how sure it was of that, 0..1")
    truth_score = serializers.FloatField(help_text="how sure it was of what people said, 0..1")
    pair = serializers.IntegerField(
        allow_null=True, help_text="number of the pair, where it is in the record"
    )


class TestedPairsSerializer(serializers.Serializer[None]):
    """Pairs behind a cell, those first of which the model was surest."""

    evaluation = serializers.IntegerField()
    dataset = serializers.CharField()
    side = serializers.CharField()
    count = serializers.IntegerField(help_text="of all pairs behind the cell")
    next = serializers.IntegerField(allow_null=True, help_text="`after` of the following page")
    pairs = TestedPairSerializer(many=True)


class ModelPairsView(APIView):
    """The pairs behind the confusion of a version."""

    permission_classes = (RIGHTS,)

    @extend_schema(parameters=[TestedPairsQuery], responses=TestedPairsSerializer)
    def get(self, request: Request, version: str) -> Response:
        """Pairs of the test of which people said ``truth`` and the version ``said``, its surest ones first."""
        query = TestedPairsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        evaluation = evaluation_get(version_get(version), wanted.pop("evaluation", None))
        return Response(pairs_tested(evaluation, **wanted))


class LearningCurveQuery(serializers.Serializer[None]):
    """How far to look ahead."""

    more = serializers.IntegerField(required=False, default=MORE, min_value=1, max_value=10_000_000)
    worth = serializers.FloatField(
        required=False,
        min_value=0.0001,
        max_value=1.0,
        help_text="gain in macro-F1 worth the work; by default 0.005 for each 1,000",
    )


class CurvePointSerializer(serializers.Serializer[None]):
    """A version on the curve."""

    version = serializers.CharField()
    number = serializers.IntegerField()
    dataset = serializers.CharField()
    labels = serializers.IntegerField(help_text="pairs that it learned from")
    macro_f1 = serializers.FloatField()
    low = serializers.FloatField(help_text="end of the 95 % interval")
    high = serializers.FloatField()
    part = serializers.BooleanField(
        help_text="trained on a part of the version's labels, only to trace the curve"
    )


class OutlookSerializer(serializers.Serializer[None]):
    """What more labels are likely to bring."""

    gain = serializers.FloatField(help_text="in macro-F1")
    low = serializers.FloatField(help_text="end of the 95 % interval")
    high = serializers.FloatField()
    verdict = serializers.ChoiceField(("go_on", "enough", "unclear"))
    curve = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField()),
        help_text="[labels, macro-F1] of the fitted line",
    )


class SteadinessSerializer(serializers.Serializer[None]):
    """How alike the last two versions judge the same pairs."""

    newest = serializers.CharField()
    former = serializers.CharField()
    pairs = serializers.IntegerField()
    same = serializers.IntegerField()
    kappa = serializers.FloatField(allow_null=True)


class LearningCurveSerializer(serializers.Serializer[None]):
    """Quality over labels."""

    points = CurvePointSerializer(many=True)
    more = serializers.IntegerField()
    worth = serializers.FloatField()
    outlook = OutlookSerializer(allow_null=True, help_text="null while there are too few versions to tell")
    steadiness = SteadinessSerializer(allow_null=True)


class LearningCurveView(APIView):
    """Quality over labels, and whether more labels are worth it."""

    permission_classes = (RIGHTS,)

    @extend_schema(parameters=[LearningCurveQuery], responses=LearningCurveSerializer)
    def get(self, request: Request) -> Response:
        """The tested versions by their labels, with the gain that ``more`` labels are likely to bring."""
        query = LearningCurveQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        return Response(learning_curve(**query.validated_data))


class ModelView(APIView):
    """One model version."""

    permission_classes = (RIGHTS,)

    @extend_schema(responses=ModelVersionDetailSerializer)
    def get(self, request: Request, version: str) -> Response:
        """A version (or ``champion``) with its full reports."""
        return Response(version_detail(version_get(version)))


class ModelsCompareView(APIView):
    """Two versions side by side."""

    permission_classes = (RIGHTS,)

    @extend_schema(parameters=[CompareQuery], responses=ComparisonSerializer)
    def get(self, request: Request) -> Response:
        """``b`` against ``a`` on pairs that neither has seen, and in what they would propose."""
        from models_lstm.services.compare import models_compare  # loads the learner

        query = CompareQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        first, second = version_get(wanted["a"]), version_get(wanted["b"])
        return Response(
            models_compare(first, second, limit=wanted["candidates"], min_score=wanted["min_score"])
        )


class ModelProposeView(APIView):
    """Let a version propose."""

    permission_classes = (RIGHTS,)

    @extend_schema(request=ProposeRequest, responses={202: ProposeAnswer})
    def post(self, request: Request, version: str) -> Response:
        """Queue a proposal run; its proposals take the place of the former ones when it is done."""
        data = ProposeRequest(data=request.data)
        data.is_valid(raise_exception=True)
        assert isinstance(request.user, Person)
        with transaction.atomic():
            run = proposal_run_queue(
                version_get(version), options=ProposeOptions(**data.validated_data), by=request.user
            )
            propose_soon(run.pk)
        return Response({"task": run.pk, "run": proposal_run_row(run)}, status=202)


class ProposalRunsView(APIView):
    """All proposal runs, newest first."""

    permission_classes = (RIGHTS,)

    @extend_schema(responses=page_of(ProposalRunSerializer), operation_id="proposal_runs_list")
    def get(self, request: Request) -> Response:
        """The proposal runs."""
        paginator = KeysetPagination()
        page = paginator.paginate_queryset(proposal_runs_all(), request, view=self) or []
        return paginator.get_paginated_response([proposal_run_row(run) for run in page])


class ProposalRunView(APIView):
    """One proposal run."""

    permission_classes = (RIGHTS,)

    @extend_schema(responses=ProposalRunDetailSerializer)
    def get(self, request: Request, run_id: int) -> Response:
        """A proposal run with the histograms of its inputs and scores."""
        return Response(proposal_run_row(proposal_run_get(run_id), detail=True))
