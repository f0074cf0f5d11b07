"""Taking imports back."""

from __future__ import annotations

from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kgraph.services.import_undo import import_undo, import_undo_preview
from taxonomy.api.permissions import HasScope, person_of


class ImportUndoOut(serializers.Serializer[None]):
    """What taking an import back does."""

    state = serializers.CharField(help_text="of the import")
    change_set = serializers.IntegerField(
        allow_null=True, help_text="the action that took it back; null in a preview"
    )
    titles_removed = serializers.IntegerField(help_text="titles that only this import knew")
    titles_kept = serializers.IntegerField(help_text="the same, but something stands on them")
    forms_removed = serializers.IntegerField()
    forms_restored = serializers.IntegerField()
    pairs_removed = serializers.IntegerField(help_text="pairs of removed titles that nobody had judged")
    decisions = serializers.IntegerField(help_text="decisions taken back")
    left_alone = serializers.IntegerField(help_text="decisions that later ones have overtaken")


class ImportUndoView(APIView):
    """A whole import."""

    permission_classes = (HasScope("review"),)

    @extend_schema(responses=ImportUndoOut, operation_id="import_undo_preview")
    def get(self, request: Request, import_id: int) -> Response:
        """What taking it back would do. 409 ``import.not_undoable`` says why it cannot be."""
        run, undone = import_undo_preview(import_id=import_id, by=person_of(request))
        return Response({"state": run.state, "change_set": None, **asdict(undone)})

    @extend_schema(request=None, responses={201: ImportUndoOut}, operation_id="import_undo")
    def post(self, request: Request, import_id: int) -> Response:
        """Take it back, as one change set. Titles on which people have built something stay."""
        run, undone = import_undo(import_id=import_id, by=person_of(request))
        return Response({"state": run.state, "change_set": run.undone_in_id, **asdict(undone)}, status=201)
