"""Addresses of this house under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from taxonomy.api.acceptance import AcceptancePolicyView, AcceptanceView
from taxonomy.api.activity import ActivityView
from taxonomy.api.agreement import AgreementView
from taxonomy.api.annotations import AnnotationsView, AnnotationUndoView
from taxonomy.api.imports import ImportColumnsView, ImportsView, ImportView
from taxonomy.api.invitations import (
    InvitationAcceptView,
    InvitationOpenView,
    InvitationsView,
    InvitationView,
)
from taxonomy.api.leads import (
    AssignmentsView,
    AssignmentView,
    GoldItemsView,
    GoldItemView,
    GuidelineAffectedView,
    GuidelineVersionsView,
    GuidelineView,
    TeamView,
)
from taxonomy.api.pairs import AdjudicationsView, PairView
from taxonomy.api.people import (
    PasswordResetView,
    PeopleView,
    PeopleWaitingView,
    PersonAdmitView,
    PersonDeclineView,
    PersonView,
)
from taxonomy.api.practice import PracticeAnswersView, PracticeView
from taxonomy.api.proposals import (
    ProposalsByTitleView,
    ProposalsPreviewView,
    ProposalsReviewView,
    ProposalsTallyView,
    ProposalsView,
)
from taxonomy.api.queue import (
    QueueFillView,
    QueueLeasesView,
    QueueNextView,
    QueuePolicyView,
    QueueReleaseView,
    QueueValueView,
    TaskSkipView,
)
from taxonomy.api.session import PasswordView, SessionView
from taxonomy.api.titles import TitlesView
from taxonomy.api.tokens import TokensView, TokenView

urlpatterns: list[URLPattern | URLResolver] = [
    path("session", SessionView.as_view(), name="session"),
    path("session/password", PasswordView.as_view(), name="password"),
    path("titles", TitlesView.as_view(), name="titles"),
    path("imports", ImportsView.as_view(), name="imports"),
    path("imports/columns", ImportColumnsView.as_view(), name="import-columns"),
    path("imports/<int:import_id>", ImportView.as_view(), name="import"),
    path("queue/next", QueueNextView.as_view(), name="queue-next"),
    path("queue/release", QueueReleaseView.as_view(), name="queue-release"),
    path("queue/leases", QueueLeasesView.as_view(), name="queue-leases"),
    path("queue/policy", QueuePolicyView.as_view(), name="queue-policy"),
    path("queue/value", QueueValueView.as_view(), name="queue-value"),
    path("queue/fill", QueueFillView.as_view(), name="queue-fill"),
    path("tasks/<int:task_id>/skip", TaskSkipView.as_view(), name="task-skip"),
    path("annotations", AnnotationsView.as_view(), name="annotations"),
    path("annotations/<int:annotation_id>/undo", AnnotationUndoView.as_view(), name="annotation-undo"),
    path("practice", PracticeView.as_view(), name="practice"),
    path("practice/<int:round_id>/answers", PracticeAnswersView.as_view(), name="practice-answers"),
    path("pairs/<int:pair_id>", PairView.as_view(), name="pair"),
    path("proposals", ProposalsView.as_view(), name="proposals"),
    path("proposals/by-title", ProposalsByTitleView.as_view(), name="proposals-by-title"),
    path("proposals/tally", ProposalsTallyView.as_view(), name="proposals-tally"),
    path("proposals/preview", ProposalsPreviewView.as_view(), name="proposals-preview"),
    path("proposals/review", ProposalsReviewView.as_view(), name="proposals-review"),
    path("acceptance", AcceptanceView.as_view(), name="acceptance"),
    path("acceptance/<slug:relation>", AcceptancePolicyView.as_view(), name="acceptance-policy"),
    path("adjudications", AdjudicationsView.as_view(), name="adjudications"),
    path("agreement", AgreementView.as_view(), name="agreement"),
    path("gold", GoldItemsView.as_view(), name="gold"),
    path("gold/<int:number>", GoldItemView.as_view(), name="gold-item"),
    path("assignments", AssignmentsView.as_view(), name="assignments"),
    path("assignments/<int:number>", AssignmentView.as_view(), name="assignment"),
    path("guideline", GuidelineView.as_view(), name="guideline"),
    path("guideline/versions", GuidelineVersionsView.as_view(), name="guideline-versions"),
    path("guideline/affected", GuidelineAffectedView.as_view(), name="guideline-affected"),
    path("team", TeamView.as_view(), name="team"),
    path("people", PeopleView.as_view(), name="people"),
    path("people/waiting", PeopleWaitingView.as_view(), name="people-waiting"),
    path("people/<int:person_id>/admit", PersonAdmitView.as_view(), name="person-admit"),
    path("people/<int:person_id>/decline", PersonDeclineView.as_view(), name="person-decline"),
    path("people/<int:person_id>", PersonView.as_view(), name="person"),
    path("people/<int:person_id>/password-reset", PasswordResetView.as_view(), name="password-reset"),
    path("invitations", InvitationsView.as_view(), name="invitations"),
    path("invitations/open", InvitationOpenView.as_view(), name="invitation-open"),
    path("invitations/accept", InvitationAcceptView.as_view(), name="invitation-accept"),
    path("invitations/<int:invitation_id>", InvitationView.as_view(), name="invitation"),
    path("activity", ActivityView.as_view(), name="activity"),
    path("tokens", TokensView.as_view(), name="tokens"),
    path("tokens/<int:token_id>", TokenView.as_view(), name="token"),
]
