"""What the evidence allows: proposals that may be accepted without a person, relation by relation.

Of all proposals a random share (``lot`` below the policy's share) is for people alone, whatever their score: the sample.
It is reviewed in the order of the lots, and only what was reviewed without a gap counts as evidence, so that nobody can
choose the easy ones. The same sample goes on as the audit: part of it scores above the threshold, and shows whether what
is accepted there is still right. Evidence belongs to one version of the model; a new version begins with none.

A relation and its direction are one thing here: ``broader`` and ``narrower`` are stored as one statement, and the model
gives both readings the same score.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
    said = (
        AcceptancePolicy.objects.select_related("made_by").filter(relation=relation).order_by("-pk").first()
    )
    if said is None:
        return Policy(relation, enabled=False, alpha=ALPHA, sample_share=SAMPLE_SHARE)
    name = said.made_by.username if said.made_by else None
    return Policy(relation, said.enabled, said.alpha, said.sample_share, said.reason, name, said.created_at)


def proposing_version() -> str:
    """The version whose proposals are open; empty without any."""
    newest = Proposal.objects.filter(state=Proposal.State.OPEN, proposer=PROPOSER).order_by("-pk").first()
    return newest.model_version if newest else ""


def sample_of(relation: str, version: str, share: float) -> QuerySet[Proposal]:
    """The proposals of the sample in the order in which they are to be reviewed."""
    return Proposal.objects.filter(
        relation=relation, proposer=PROPOSER, model_version=version, lot__lt=share, score__gte=FLOOR
    ).order_by("lot", "pk")


def in_sample() -> Q:
    """Open proposals of the sample, of every relation that can be accepted."""
    version = proposing_version()
    wanted = Q(pk__in=[])
    for relation in RELATIONS:
        wanted |= Q(relation=relation, lot__lt=acceptance_policy(relation).sample_share)
    return wanted & Q(proposer=PROPOSER, model_version=version, score__gte=FLOOR)


def reviews_of(relation: str, version: str, share: float) -> list[Review]:
    """The evidence: reviews of the sample up to the first proposal that still waits.

    What was overtaken counts by what a person said of its pair instead, and not at all where no person did.
    """
    rows = sample_of(relation, version, share).annotate(
        said=F("pair__decision__relation"),
        said_reversed=F("pair__decision__reversed"),
        settled_by=F("pair__decision__settled_by"),
        settled_at=F("pair__decision__created_at"),
    )
    found: list[Review] = []
    for row in rows.iterator(chunk_size=2_000):
        if row.state == Proposal.State.OPEN:
            break
        if row.reviewed_by_id is not None:
            found.append(Review(row.score, row.state == Proposal.State.ACCEPTED, row.reviewed_at))
        elif row.said and row.settled_by in _BY_PEOPLE:
            right = (row.said, row.said_reversed) == (row.relation, row.reversed)
            found.append(Review(row.score, right, row.settled_at))
    return found


_BY_PEOPLE: Final = (
    Decision.SettledBy.CONSENSUS,
    Decision.SettledBy.REVIEW,
    Decision.SettledBy.ADJUDICATION,
)


def acceptable(relation: str, version: str, *, threshold: float, share: float) -> QuerySet[Proposal]:
    """Open proposals that the evidence allows to accept, the surest first.

    Not those of the sample, and not those whose pair a person has taken a decision back from.
    """
    return (
        Proposal.objects.filter(
            state=Proposal.State.OPEN,
            relation=relation,
            proposer=PROPOSER,
            model_version=version,
            lot__gte=share,
            score__gte=threshold,
        )
        .filter(Q(pair__decision__isnull=True) | Q(pair__decision__person__isnull=True))
        .order_by("-score", "pk")
    )


def acceptance_standing(relation: str) -> Standing:
    """How a relation stands. Cost: linear in the sample and in the open proposals of the relation."""
    policy, version = acceptance_policy(relation), proposing_version()
    share, since = policy.sample_share, policy.created_at
    reviews = reviews_of(relation, version, share)
    earned = earned_threshold(
        [r.score for r in reviews],
        [r.right for r in reviews],
        alpha=policy.alpha,
        confidence=CONFIDENCE,
        floor=FLOOR,
        waiting=list(
            acceptable(relation, version, threshold=FLOOR, share=share).values_list("score", flat=True)
        ),
    )
    would = 0
    if earned.threshold is not None:
        would = acceptable(relation, version, threshold=earned.threshold, share=share).count()
    audits: list[bool] = []
    if policy.enabled and since is not None:
        line, begun = _practice(relation, version, since)
        audits = [r.right for r in reviews if r.score >= line and r.at is not None and r.at >= begun]
    accepted, taken_back = _automatic(relation)
    waiting = sample_of(relation, version, share).filter(state=Proposal.State.OPEN)
    drift, moved = _drift(waiting, [r.score for r in reviews])
    return Standing(
        policy=policy,
        version=version,
        earned=earned,
        reviewed=len(reviews),
        errors=sum(not r.right for r in reviews),
        waiting=waiting.count(),
        would_accept=would,
        accepted=accepted,
        taken_back=taken_back,
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


def standings() -> Iterator[Standing]:
    """All relations that can be accepted."""
    for relation in RELATIONS:
        yield acceptance_standing(relation)


def _drift(waiting: QuerySet[Proposal], before: list[float]) -> tuple[float, bool]:
    """Scores of the sample that waits against those of the sample that was reviewed.

    Both are random draws, and acceptance takes nothing out of the sample: while nothing changes they are spread alike.
    """
    now = list(waiting.values_list("score", flat=True))
    if min(len(before), len(now)) < ENOUGH_TO_COMPARE:
        return 0.0, False
    return stability_index(before, now), has_moved(before, now)


_PRACTICE: Final = """
SELECT min((evidence->>'threshold')::float), min(created_at) FROM taxonomy_decision
WHERE settled_by = 'automatic' AND relation = %s AND model_version = %s AND created_at >= %s
"""


def _practice(relation: str, version: str, since: datetime) -> tuple[float, datetime]:
    """From which score on a version was accepted since then, and since when; a score above all others for never."""
    with connection.cursor() as cursor:
        cursor.execute(_PRACTICE, [relation, version, since])
        line, begun = cursor.fetchone()
    return (2.0, since) if line is None else (float(line), begun)


_AUTOMATIC: Final = """
SELECT count(*), count(*) FILTER (WHERE p.decision_id <> d.seq)
FROM taxonomy_decision d JOIN taxonomy_pair p ON p.id = d.pair_id
WHERE d.settled_by = 'automatic' AND d.relation = %s
"""


def _automatic(relation: str) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_AUTOMATIC, [relation])
        made, replaced = cursor.fetchone()
    return int(made), int(replaced)
