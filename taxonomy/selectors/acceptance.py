"""What the evidence allows: proposals that may be accepted without a person, relation by relation.

Of all proposals a random share (``lot`` below the policy's share) is for people alone, whatever their score: the sample.
It is reviewed in the order of the lots, and only what was reviewed without a gap counts as evidence, so that nobody can
choose the easy ones. The same sample goes on as the audit: part of it scores above the threshold, and shows whether what
is accepted there is still right. Evidence belongs to one version of the model; a new version begins with none.

A relation and its direction are one thing here: ``broader`` and ``narrower`` are stored as one statement, and the model
gives both readings the same score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import F, Q, QuerySet

from taxonomy.core.acceptance import Earned, earned_threshold, has_moved, promise_broken, stability_index
from taxonomy.models import AcceptancePolicy, Decision, Proposal

RELATIONS: Final = ("synonym", "broader", "senior", "related")
"""What can be accepted; that two titles are unrelated is nothing to merge."""
ALPHA: Final = 0.02
SAMPLE_SHARE: Final = 0.1
CONFIDENCE: Final = 0.95
FLOOR: Final = 0.5
"""Scores below it say that the model itself thinks that it is wrong."""
PROPOSER: Final = "model"
ENOUGH_TO_COMPARE: Final = 100
"""Scores on either side, below which no drift is told."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The newest word on a relation; ``made_by`` None and ``reason`` set: the program has switched it off."""

    relation: str
    enabled: bool
    alpha: float
    sample_share: float
    reason: str = ""
    made_by: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A proposal of the sample that was reviewed."""

    score: float
    right: bool
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a relation stands with the version that proposes now.

    Attributes:
        earned: what the sample has proven at ``policy.alpha``.
        reviewed, errors: of the sample, without a gap. waiting: of the sample, still to be reviewed.
        would_accept: open proposals above the threshold that are not of the sample.
        accepted: accepted without a person so far, by any version; taken_back: of those, taken back since.
        audited, audit_errors: of the sample, scoring like what was accepted, and reviewed since acceptance began.
        moved: whether that is more than chance and more than is allowed.
        drift: population stability index of the waiting sample's scores against those of the reviewed one.
    """

    policy: Policy
    version: str
    earned: Earned
    reviewed: int
    errors: int
    waiting: int
    would_accept: int
    accepted: int
    taken_back: int
    audited: int
    audit_errors: int
    drift: float
    moved: bool


def acceptance_policy(relation: str) -> Policy:
    """The newest word on a relation; off where nobody has said anything."""
    return acceptance_policies((relation,))[relation]


def acceptance_policies(relations: Sequence[str] = RELATIONS) -> dict[str, Policy]:
    """The newest word on each relation."""
    newest = (
        AcceptancePolicy.objects.filter(relation__in=relations)
        .select_related("made_by")
        .order_by("relation", "-pk")
        .distinct("relation")
    )
    found = {r: Policy(r, enabled=False, alpha=ALPHA, sample_share=SAMPLE_SHARE) for r in relations}
    for said in newest:
        name = said.made_by.username if said.made_by else None
        found[said.relation] = Policy(
            said.relation,
            said.enabled,
            said.alpha,
            said.sample_share,
            said.reason,
            name,
            said.created_at,
        )
    return found


def proposing_version() -> str:
    """The version whose proposals are open; empty without any."""
    newest = Proposal.objects.filter(state=Proposal.State.OPEN, proposer=PROPOSER).order_by("-pk").first()
    return newest.model_version if newest else ""


def _sample(version: str, shares: Mapping[str, float]) -> QuerySet[Proposal]:
    """The proposals of the samples by relation, each in the order in which they are to be reviewed."""
    drawn = Q(pk__in=[])
    for relation, share in shares.items():
        drawn |= Q(relation=relation, lot__lt=share)
    return Proposal.objects.filter(
        drawn, proposer=PROPOSER, model_version=version, score__gte=FLOOR
    ).order_by("relation", "lot", "pk")


def in_sample() -> Q:
    """Open proposals of the sample, of every relation that can be accepted."""
    version = proposing_version()
    wanted = Q(pk__in=[])
    for relation, policy in acceptance_policies().items():
        wanted |= Q(relation=relation, lot__lt=policy.sample_share)
    return wanted & Q(proposer=PROPOSER, model_version=version, score__gte=FLOOR)


_BY_PEOPLE: Final = (
    Decision.SettledBy.CONSENSUS,
    Decision.SettledBy.REVIEW,
    Decision.SettledBy.ADJUDICATION,
)


def reviews_of(relation: str, version: str, share: float) -> list[Review]:
    """The evidence: reviews of the sample up to the first proposal that still waits.

    What was overtaken counts by what a person said of its pair instead, and not at all where no person did.
    """
    return _samples(version, {relation: share})[relation].reviews


@dataclass(slots=True)
class _Sample:
    """One relation's: reviews up to the first gap, and the scores of those that wait."""

    reviews: list[Review] = field(default_factory=list)
    waiting: list[float] = field(default_factory=list)


def _samples(version: str, shares: Mapping[str, float]) -> dict[str, _Sample]:
    rows = _sample(version, shares).annotate(
        said=F("pair__decision__relation"),
        said_reversed=F("pair__decision__reversed"),
        settled_by=F("pair__decision__settled_by"),
        settled_at=F("pair__decision__created_at"),
    )
    found = {relation: _Sample() for relation in shares}
    for row in rows.iterator(chunk_size=2_000):
        sample = found[row.relation]
        if row.state == Proposal.State.OPEN:
            sample.waiting.append(row.score)
        elif sample.waiting:
            continue  # behind the first gap
        elif row.reviewed_by_id is not None:
            sample.reviews.append(Review(row.score, row.state == Proposal.State.ACCEPTED, row.reviewed_at))
        elif row.said and row.settled_by in _BY_PEOPLE:
            right = (row.said, row.said_reversed) == (row.relation, row.reversed)
            sample.reviews.append(Review(row.score, right, row.settled_at))
    return found


def acceptable(relation: str, version: str, *, threshold: float, share: float) -> QuerySet[Proposal]:
    """Open proposals that the evidence allows to accept, the surest first.

    Not those of the sample, and not those whose pair a person has taken a decision back from.
    """
    return _acceptable(version, {relation: share}).filter(score__gte=threshold).order_by("-score", "pk")


def _acceptable(version: str, shares: Mapping[str, float]) -> QuerySet[Proposal]:
    beyond = Q(pk__in=[])
    for relation, share in shares.items():
        beyond |= Q(relation=relation, lot__gte=share)
    return Proposal.objects.filter(
        beyond, state=Proposal.State.OPEN, proposer=PROPOSER, model_version=version
    ).filter(Q(pair__decision__isnull=True) | Q(pair__decision__person__isnull=True))


def acceptance_standing(relation: str) -> Standing:
    """How a relation stands. Cost: linear in the sample and in the open proposals of the relation."""
    return standings((relation,))[0]


def standings(relations: Sequence[str] = RELATIONS) -> list[Standing]:
    """How relations stand, in their order; asks as many questions for four as for one."""
    policies, version = acceptance_policies(relations), proposing_version()
    shares = {relation: policy.sample_share for relation, policy in policies.items()}
    samples = _samples(version, shares)
    scores: dict[str, list[float]] = {relation: [] for relation in relations}
    above_floor = _acceptable(version, shares).filter(score__gte=FLOOR)
    for relation, score in above_floor.values_list("relation", "score").iterator(chunk_size=10_000):
        scores[relation].append(score)
    practices = _practices(version, {r: p.created_at for r, p in policies.items() if p.enabled})
    automatic = _automatic(relations)
    return [
        _standing(
            policies[relation],
            version,
            samples[relation],
            scores[relation],
            practices.get(relation),
            automatic.get(relation, (0, 0)),
        )
        for relation in relations
    ]


def _standing(
    policy: Policy,
    version: str,
    sample: _Sample,
    open_scores: list[float],
    practice: tuple[float, datetime] | None,
    automatic: tuple[int, int],
) -> Standing:
    reviews = sample.reviews
    earned = earned_threshold(
        [r.score for r in reviews],
        [r.right for r in reviews],
        alpha=policy.alpha,
        confidence=CONFIDENCE,
        floor=FLOOR,
        waiting=open_scores,
    )
    would = 0
    if earned.threshold is not None:
        would = sum(score >= earned.threshold for score in open_scores)
    audits: list[bool] = []
    if practice is not None:
        line, begun = practice
        audits = [r.right for r in reviews if r.score >= line and r.at is not None and r.at >= begun]
    drift, moved = _drift(sample.waiting, [r.score for r in reviews])
    return Standing(
        policy=policy,
        version=version,
        earned=earned,
        reviewed=len(reviews),
        errors=sum(not r.right for r in reviews),
        waiting=len(sample.waiting),
        would_accept=would,
        accepted=automatic[0],
        taken_back=automatic[1],
        audited=len(audits),
        audit_errors=sum(not right for right in audits),
        drift=drift,
        moved=moved,
    )


def why_off(standing: Standing) -> str:
    """Why the program must switch a relation off that is on; empty where it need not."""
    policy = standing.policy
    if promise_broken(standing.audit_errors, standing.audited, alpha=policy.alpha, confidence=CONFIDENCE):
        return (
            f"The audit failed: {standing.audit_errors} of {standing.audited} reviewed proposals above the threshold "
            f"were wrong, more than a promise of {policy.alpha:.0%} allows."
        )
    if standing.moved:
        return (
            f"The proposals have changed: their scores are no longer spread as those of the reviewed sample "
            f"(stability index {standing.drift:.2f})."
        )
    return ""


def _drift(now: list[float], before: list[float]) -> tuple[float, bool]:
    """Scores of the sample that waits against those of the sample that was reviewed.

    Both are random draws, and acceptance takes nothing out of the sample: while nothing changes they are spread alike.
    """
    if min(len(before), len(now)) < ENOUGH_TO_COMPARE:
        return 0.0, False
    return stability_index(before, now), has_moved(before, now)


_PRACTICE: Final = """
SELECT w.relation, min((d.evidence->>'threshold')::float), min(d.created_at)
FROM unnest(%s::text[], %s::timestamptz[]) AS w (relation, since)
JOIN taxonomy_decision d ON d.settled_by = 'automatic' AND d.relation = w.relation AND d.model_version = %s
  AND d.created_at >= w.since
GROUP BY w.relation
"""


def _practices(version: str, since: Mapping[str, datetime | None]) -> dict[str, tuple[float, datetime]]:
    """From which score on a version was accepted since then, and since when; nothing where it never was."""
    wanted = [(relation, at) for relation, at in since.items() if at is not None]
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_PRACTICE, [[relation for relation, _ in wanted], [at for _, at in wanted], version])
        return {relation: (float(line), begun) for relation, line, begun in cursor if line is not None}


_AUTOMATIC: Final = """
SELECT d.relation, count(*), count(*) FILTER (WHERE p.decision_id <> d.seq)
FROM taxonomy_decision d JOIN taxonomy_pair p ON p.id = d.pair_id
WHERE d.settled_by = 'automatic' AND d.relation = ANY(%s) GROUP BY d.relation
"""


def _automatic(relations: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Decisions that were made without a person, and how many of them others have replaced."""
    with connection.cursor() as cursor:
        cursor.execute(_AUTOMATIC, [list(relations)])
        return {relation: (int(made), int(replaced)) for relation, made, replaced in cursor.fetchall()}
