"""Who and what is in quarantine now."""

from __future__ import annotations

from taxonomy.core.errors import Refused
from taxonomy.models import Quarantine


class ModelQuarantined(Refused):
    """Nothing comes of a model version that is in quarantine."""

    code = "model.quarantined"


class PersonQuarantined(Refused):
    """A person whose judgements are in quarantine is asked nothing meanwhile."""

    code = "person.quarantined"
    status = 403


def model_refuse_quarantined(version: str) -> None:
    """Stop here when a model version is in quarantine.

    Raises:
        ModelQuarantined
    """
    found = Quarantine.objects.filter(kind="model_version", model_version=version, lifted_at=None).first()
    if found is not None:
        raise ModelQuarantined(
            f"Model version {version} is in quarantine: {found.reason}", extra={"quarantine": found.pk}
        )


def person_refuse_quarantined(person_id: int) -> None:
    """Stop here when a person's judgements are in quarantine.

    Raises:
        PersonQuarantined
    """
    found = Quarantine.objects.filter(kind="person", person=person_id, lifted_at=None).first()
    if found is not None:
        raise PersonQuarantined(
            "Your judgements are being looked into by a lead, so you are asked nothing for the moment. "
            "What you have sent is kept. Please talk to your lead.",
            extra={"quarantine": found.pk},
        )
