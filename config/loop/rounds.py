"""The closed loop itself: the product's own services, with an oracle that answers from the gold.

One round is: fill the queue, lease and annotate, merge, freeze, train, promote, propose, review a random sample
of the proposals, accept the rest where the sample has earned it, merge, build and publish a release, measure. Every
answer of the oracle (in the queue or in review) counts as a label and is left out of the measurement.
"""

from __future__ import annotations

import csv
import random
import tempfile
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from config.loop.gold import POSITIVE, Gold
from config.loop.measure import Harvest, harvest
from kgraph.models import Conflict, Edge, Membership
from kgraph.services.merge import merge_pending
from kgraph.services.releases import NothingChanged, release_build, release_publish
from models_lstm.core.evaluation import evaluate
from models_lstm.core.recipe import Recipe
from models_lstm.models import Dataset, ModelVersion, TrainingRun
from models_lstm.services.datasets import dataset_freeze, dataset_from_csv
from models_lstm.services.execution import run_execute
from models_lstm.services.promotion import ModelRefused, alias_promote
from models_lstm.services.proposal_runs import ProposeOptions, proposal_run_queue
from models_lstm.services.proposing import proposal_run_execute
from models_lstm.services.runs import PreflightRefused, run_start
from models_lstm.services.scoring import scorer_of
from taxonomy.core.acceptance import Earned, Layer, pooled, proves, strata
from taxonomy.core.errors import BadInput
from taxonomy.core.readers import Notices, RawTitle
from taxonomy.core.relations import UNSURE, read
from taxonomy.core.starter import read_starter
from taxonomy.models import Candidate, Decision, Person, Proposal, Role, Title
from taxonomy.services.annotations import Judgement, annotation_record
from taxonomy.services.candidates import candidates_block
from taxonomy.services.decisions import Settlement, change_set_open, decisions_record_many
from taxonomy.services.imports import titles_import_rows
from taxonomy.services.people import password_generate, person_create
from taxonomy.services.queue import tasks_lease
from taxonomy.services.reviews import Verdict, proposals_review
from taxonomy.services.tasks import tasks_fill

LANGUAGE = "en"
ACCEPTED = ("synonym", "broader", "senior")
LEASE = 50
JUDGED = 12_000
"""Candidates by which the champions of different strategies are held against each other."""
PROPOSALS = 50_000
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class LoopOptions:
    """How to run.

    Attributes:
        budget: labels of a round, annotations and reviews together.
        random_share: share of the annotated pairs that is drawn evenly from all candidates. Pairs that are close to
            each other alone teach a model that everything is close.
        review_share: share of the budget that goes into reviewing a random sample of the proposals.
        alpha: wrong acceptances allowed, as a share; earned by an exact test at ``confidence``.
        top: candidates that each title may bring in.
        sample: reviews by which a layer of proposals earns its acceptance.
        base: folder of the starter taxonomy on which the base model is trained; None to begin with nothing.
    """

    rounds: int = 3
    budget: int = 500
    strategy: str = "value"
    seed: int = 1
    random_share: float = 0.5
    review_share: float = 0.4
    alpha: float = 0.15
    confidence: float = 0.9
    sample: int = 40
    top: int = 20
    min_score: float = 0.5
    threads: int = 1
    base: Path | None = None
    recipe: Recipe = field(default_factory=Recipe.loop)


@dataclass(slots=True)
class RoundRow:
    """A line of the table."""

    round: int
    labels: int
    annotated: int
    reviewed: int
    model: str
    model_macro_f1: float | None
    baseline_macro_f1: float | None
    judging_macro_f1: float | None
    proposals: int
    review_precision: float | None
    thresholds: dict[str, float | None]
    accepted: int
    conflicts: int
    edges: int
    concepts: int
    precision: float | None
    accepted_correct: int
    accepted_judged: int
    implied_precision: float | None
    implied: int
    recall: float | None
    reachable_recall: float | None
    release: int
    seconds: float


@dataclass(frozen=True, slots=True)
class _Known:
    """What stays the same over the rounds."""

    gold: Gold
    key_of: dict[int, str]
    ana: Person
    ada: Person
    unasked: list[tuple[str, str, str]]


class Loop:
    """The state between rounds: the labels so far, the champion."""

    def __init__(self, gold: Gold, options: LoopOptions, say: Say = lambda text: None) -> None:
        if len(gold.titles) < 10:
            raise BadInput("The source has fewer than ten usable titles.")
        self.options = options
        self.say = say
        self.labelled: dict[tuple[str, str], str] = {}
        self.champion: ModelVersion | None = None
        self.spare = 0  # labels that the last review left over
        self.known = self._set_up(gold)
        self.base = self._base()

    def _set_up(self, gold: Gold) -> _Known:
        self.say(f"importing {len(gold.titles):,} titles")
        rows = (RawTitle(n, gold.titles[key]) for n, key in enumerate(sorted(gold.titles), start=1))
        titles_import_rows(
            rows=iter(rows),
            notices=Notices(),
            name="gold",
            sha256="",
            format="txt",
            language=LANGUAGE,
            source="gold",
        )
        key_of = {pk: key for pk, key in Title.objects.values_list("pk", "key") if key in gold.concept}
        self.say("looking for candidates")
        candidates_block(language=LANGUAGE, top=self.options.top)
        ana, _ = person_create(username="ana", role=Role.ANNOTATOR, password=password_generate())
        ada, _ = person_create(username="ada", role=Role.REVIEWER, password=password_generate())
        return _Known(gold, key_of, ana, ada, _unasked(gold, self._candidates(key_of)))

    def _base(self) -> ModelVersion | None:
        """The model that a new installation has before anybody has judged anything: trained on the starter taxonomy."""
        if self.options.base is None:
            return None
        self.say("training the base model on the starter taxonomy")
        with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(("title_a", "title_b", "relation"))
            writer.writerows(
                (j.title_a, j.title_b, j.relation) for j in read_starter(self.options.base).judgements()
            )
            file.flush()
            dataset, _ = dataset_from_csv(train=Path(file.name), name="starter", seed=self.options.seed)
        return self._trained(dataset, warm_start=None)

    def run(self) -> Iterator[RoundRow]:
        """Round by round."""
        for number in range(1, self.options.rounds + 1):
            yield self._round(number)

    def _round(self, number: int) -> RoundRow:
        began = time.monotonic()
        reviews = round(self.options.budget * self.options.review_share)
        self.say(f"round {number}: annotating")
        annotated = self._annotate(self.options.budget - reviews + self.spare, number)
        merge_pending()
        self.say(f"round {number}: training on {len(self.labelled):,} labels")
        version = self._train(number)
        self.say(f"round {number}: proposing")
        proposed = self._propose()
        self.say(f"round {number}: reviewing a sample, accepting what it has earned")
        reviewed, right, earned = self._review(reviews, number)
        self.spare = reviews - reviewed
        accepted = self._accept(earned)
        merge_pending()
        release = self._release()
        self.say(f"round {number}: measuring")
        measured = self._measure()
        report = version.metrics if version else {}
        return RoundRow(
            round=number,
            labels=len(self.labelled),
            annotated=annotated,
            reviewed=reviewed,
            model=self.champion.version if self.champion else "",
            model_macro_f1=report.get("macro_f1"),
            baseline_macro_f1=report.get("baseline", {}).get("macro_f1"),
            judging_macro_f1=self._judging(),
            proposals=proposed,
            review_precision=right / reviewed if reviewed else None,
            thresholds={relation: e.threshold for relation, e in earned.items()},
            accepted=accepted,
            conflicts=Conflict.objects.filter(state="open").count(),
            edges=Edge.objects.filter(active=True).count(),
            concepts=Membership.objects.values("concept").distinct().count(),
            precision=measured.precision,
            accepted_correct=measured.correct,
            accepted_judged=measured.accepted - measured.uncertain,
            implied_precision=measured.implied_precision,
            implied=measured.implied,
            recall=measured.recall,
            reachable_recall=measured.reachable_recall,
            release=release,
            seconds=round(time.monotonic() - began, 1),
        )

    def _truth(self, title_a: int, title_b: int) -> str | None:
        return self.known.gold.relation(self.known.key_of[title_a], self.known.key_of[title_b])

    def _label(self, title_a: int, title_b: int, relation: str) -> None:
        a, b = self.known.key_of[title_a], self.known.key_of[title_b]
        self.labelled[(a, b) if a < b else (b, a)] = relation

    def _annotate(self, wanted: int, number: int) -> int:
        """Lease and answer, as people would, until the round's labels are spent or nothing is left to ask."""
        tasks_fill(
            limit=wanted,
            strategy=self.options.strategy,
            seed=self.options.seed * 1_000 + number,
            overlap=0.0,
            random_share=self.options.random_share,
        )
        done = 0
        while done < wanted:
            leased = tasks_lease(person=self.known.ana, count=min(LEASE, wanted - done))
            if not leased:
                break
            for task in leased:
                truth = self._truth(task.a_id, task.b_id) or UNSURE
                annotation_record(
                    person=self.known.ana,
                    judgement=Judgement(relation=truth, client_key=uuid.uuid4(), task_id=task.id),
                )
                self._label(task.a_id, task.b_id, truth)
                done += 1
        return done

    def _train(self, number: int) -> ModelVersion | None:
        """A new version on all labels; it serves when the gate lets it pass, or when it is the first."""
        dataset, _ = dataset_freeze(name=f"round-{number}", seed=self.options.seed)
        try:
            version = self._trained(dataset, warm_start=self.base)
        except PreflightRefused as refused:
            raise BadInput(f"Round {number} cannot train: {refused.detail} Use a larger --budget.") from None
        try:
            alias_promote(version)
        except ModelRefused as refused:
            self.say(f"round {number}: {refused.detail}")
            if self.champion is None:
                alias_promote(version, override="The first model of a closed loop: there is none to keep.")
            else:
                return version
        self.champion = version
        return version

    def _trained(self, dataset: Dataset, *, warm_start: ModelVersion | None) -> ModelVersion:
        run = run_start(
            dataset=dataset, recipe=self.options.recipe, seed=self.options.seed, warm_start=warm_start
        )
        done = run_execute(run.pk, threads=self.options.threads)
        if done.state != TrainingRun.State.SUCCEEDED:
            raise BadInput(f"The training on {dataset.name} ended as {done.state}: {done.error}")
        return ModelVersion.objects.get(run=done)

    def _propose(self) -> int:
        assert self.champion is not None
        options = ProposeOptions(
            limit=PROPOSALS, min_score=self.options.min_score, top=self.options.top, explained=0
        )
        run = proposal_run_execute(
            proposal_run_queue(self.champion, options=options).pk, threads=self.options.threads
        )
        return int(run.counts.get("stored", 0))

    def _review(self, wanted: int, number: int) -> tuple[int, int, dict[str, Earned]]:
        """A lead reviews random samples of the best proposals, layer by layer, as long as they earn acceptance.

        Of each relation the proposals are ranked by score and cut into layers before anybody looks. A sample of the
        best layer is reviewed; if it proves that at most ``alpha`` is wrong down to the end of this layer, it is earned
        and the next one is tried, else the relation is done (fixed sequence testing, see `taxonomy.core.acceptance`).
        """
        draw = random.Random(f"{self.options.seed}:{number}")
        ranked = {relation: self._ranked(relation) for relation in ACCEPTED}
        layers = {relation: strata(len(found)) for relation, found in ranked.items()}
        earned = {relation: Earned(None, 0, 0, self.options.sample) for relation in ACCEPTED}
        walked: dict[str, list[Layer]] = {relation: [] for relation in ACCEPTED}
        reviewed = right = 0
        going = [relation for relation in ACCEPTED if layers[relation]]
        while going and wanted - reviewed >= self.options.sample:
            relation = going.pop(0)
            begin, end = layers[relation].pop(0)
            layer = ranked[relation][begin:end]
            sample = draw.sample(layer, min(self.options.sample, len(layer)))
            answers = self._ask(sample)
            reviewed += len(sample)
            right += sum(answers)
            self.say(
                f"round {number}: {relation}, ranks {begin} to {end}: {sum(answers)} of {len(answers)} right"
            )
            walked[relation].append(Layer(len(layer), answers))
            errors, seen = pooled(walked[relation])
            if proves(errors, seen, alpha=self.options.alpha, confidence=self.options.confidence):
                earned[relation] = Earned(layer[-1].score, seen, errors, self.options.sample)
                if layers[relation]:
                    going.append(relation)
        return reviewed, right, earned

    def _ranked(self, relation: str) -> list[Proposal]:
        found = Proposal.objects.filter(state="open", relation=relation).select_related("pair")
        return list(found.order_by("-score", "pk"))

    def _ask(self, sample: list[Proposal]) -> list[bool]:
        """Have a lead review proposals; whether each is right of which the gold knows the truth, in their order."""
        items: list[Verdict] = []
        answers: list[bool] = []
        for proposal in sample:
            titles = (proposal.pair.title_a_id, proposal.pair.title_b_id)
            truth = self._truth(*titles)
            agrees = truth == read(proposal.relation, proposal.reversed)
            items.append(_word(proposal, truth, right=agrees))
            self._label(*titles, truth or UNSURE)
            if truth is not None:
                answers.append(agrees)
        proposals_review(verdicts=items, by=self.known.ada)
        return answers

    def _accept(self, earned: dict[str, Earned]) -> int:
        """Accept without a look what scores above the threshold that its relation has earned.

        Best first, and a concept is joined to another at most once in a round: one wrong synonym is one wrong pair,
        but a chain of them is a heap of titles. What was held back is proposed again when the concepts have grown.
        """
        assert self.champion is not None
        change_set = change_set_open(
            kind="automatic", made_by=None, note=f"earned by {self.champion.version}"
        )
        concept = dict(Membership.objects.values_list("title_id", "concept_id"))
        joined: set[tuple[str, int]] = set()
        accepted = 0
        for relation, proof in earned.items():
            if proof.threshold is None:
                continue
            chosen: list[Proposal] = []
            for proposal in self._ranked(relation):
                if proposal.score < proof.threshold:
                    break
                titles = (proposal.pair.title_a_id, proposal.pair.title_b_id)
                ends = {("concept", concept[t]) if t in concept else ("title", t) for t in titles}
                if relation == "synonym" and joined & ends:
                    continue
                joined |= ends
                chosen.append(proposal)
            accepted += len(
                decisions_record_many((_acceptance(p, proof) for p in chosen), change_set=change_set)
            )
        return accepted

    def _release(self) -> int:
        try:
            release = release_build(by=self.known.ada, note="closed loop")
        except NothingChanged as same:
            return int(same.extra["release"])
        return release_publish(release.number, by=self.known.ada).number

    def _measure(self) -> Harvest:
        key_of = self.known.key_of
        edges = Edge.objects.filter(active=True)
        automatic = edges.filter(
            decision__settled_by=Decision.SettledBy.AUTOMATIC, relation__in=sorted(POSITIVE)
        )
        accepted = [
            (key_of[a], key_of[b], relation)
            for a, b, relation in automatic.values_list("subject_title_id", "object_title_id", "relation")
        ]
        concept_of = {
            key_of[title]: concept
            for title, concept in Membership.objects.values_list("title_id", "concept_id")
        }
        closure = _closure(edges.filter(relation__in=("broader", "senior")))
        return harvest(
            self.known.gold,
            accepted=accepted,
            concept_of=concept_of,
            closure=closure,
            labelled=self.labelled,
            candidates=self._candidates(key_of),
        )

    def _judging(self) -> float | None:
        """Macro-F1 of the champion on a sample of candidates, the same whatever was asked, without those that were."""
        pairs = [pair for pair in self.known.unasked if pair[:2] not in self.labelled]
        if self.champion is None or not pairs:
            return None
        titles = self.known.gold.titles
        with scorer_of(self.champion, threads=self.options.threads) as scorer:
            table = scorer.score([(titles[a], titles[b]) for a, b, _ in pairs])
        return evaluate(table, [relation for _, _, relation in pairs], bootstrap=0).macro_f1.value

    @staticmethod
    def _candidates(key_of: dict[int, str]) -> set[tuple[str, str]]:
        """Every pair of titles that was ever a candidate, as keys in order."""
        pairs = Candidate.objects.values_list("pair__title_a_id", "pair__title_b_id")
        found = ((key_of[a], key_of[b]) for a, b in pairs.iterator(chunk_size=20_000))
        return {(a, b) if a < b else (b, a) for a, b in found}


def _unasked(gold: Gold, candidates: set[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """A sample of the candidates with what the gold says of them, where it says anything; by the gold alone."""
    drawn = random.Random("judging").sample(sorted(candidates), min(JUDGED, len(candidates)))
    told = ((a, b, gold.relation(a, b)) for a, b in drawn)
    return [(a, b, relation) for a, b, relation in told if relation is not None]


def _word(proposal: Proposal, truth: str | None, *, right: bool) -> Verdict:
    if right:
        return Verdict(proposal_id=proposal.pk, verdict="accept")
    if truth is None:
        return Verdict(proposal_id=proposal.pk, verdict="reject")
    return Verdict(proposal_id=proposal.pk, verdict="change", relation=truth)


def _acceptance(proposal: Proposal, proof: Earned) -> Settlement:
    return Settlement(
        pair_id=proposal.pair_id,
        relation=read(proposal.relation, proposal.reversed),
        settled_by=Decision.SettledBy.AUTOMATIC,
        proposal_id=proposal.pk,
        model_version=proposal.model_version,
        evidence={"score": proposal.score, "threshold": proof.threshold},
    )


def _closure(edges: Any) -> list[tuple[int, int, str]]:
    """(concept, concept, relation), inferred ones included."""
    below: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for relation, one, two in edges.values_list("relation", "subject_concept_id", "object_concept_id"):
        below[relation][one].add(two)
    found: list[tuple[int, int, str]] = []
    for relation, arrows in below.items():
        for start in list(arrows):
            seen: set[int] = set()
            stack = list(arrows[start])
            while stack:
                at = stack.pop()
                if at not in seen:
                    seen.add(at)
                    stack.extend(arrows.get(at, ()))
            found += [(start, end, relation) for end in seen]
    return found


def row_json(row: RoundRow) -> dict[str, Any]:
    """A round as plain data."""
    return asdict(row)


def with_preset(options: LoopOptions, preset: str) -> LoopOptions:
    """The options with the recipe of a preset.

    Raises:
        BadInput: an unknown preset.
    """
    recipes = {"quick": Recipe.quick(), "loop": Recipe.loop(), "full": Recipe()}
    if preset not in recipes:
        raise BadInput(f"'{preset}' is no preset; use one of {', '.join(recipes)}.", field="preset")
    return replace(options, recipe=recipes[preset])
