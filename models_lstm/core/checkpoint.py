"""The state of an unfinished run in one file, replaced atomically.

Position, history and identity travel in the header of the safetensors file, so tensors and position can never be of
two different moments. ``checkpoint.json`` beside it repeats the header for people and is not read back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from models_lstm.core.errors import CheckpointError
from models_lstm.core.files import write_atomically

FORMAT: Final = 1
FILE: Final = "checkpoint.safetensors"


@dataclass(slots=True)
class Position:
    """What comes next, and what was found so far.

    Attributes:
        stage, epoch, step: indices (from 0) of the step to do next.
        done: steps done in the whole run.
        best: best validation score of the stage, None before the first.
        worse: epochs since then.
        stopped: the stage ended early.
        seconds: training time so far.
        history: one plain dict per finished epoch.
        losses: losses since the last finished epoch, as sum and count.
    """

    stage: int = 0
    epoch: int = 0
    step: int = 0
    done: int = 0
    best: float | None = None
    worse: int = 0
    stopped: bool = False
    seconds: float = 0.0
    history: list[dict[str, Any]] = field(default_factory=list)
    losses: list[float] = field(default_factory=lambda: [0.0, 0.0])


def write_checkpoint(
    folder: Path, position: Position, tensors: Mapping[str, Tensor], fingerprint: str
) -> None:
    """Replace the checkpoint in ``folder``."""
    header = {"format": str(FORMAT), "fingerprint": fingerprint, "position": json.dumps(asdict(position))}
    content = save({name: t.detach().cpu().contiguous() for name, t in tensors.items()}, metadata=header)
    write_atomically(folder / FILE, content)
    write_atomically(
        folder / "checkpoint.json", json.dumps({**header, "position": asdict(position)}).encode()
    )


def read_checkpoint(folder: Path, fingerprint: str) -> tuple[Position, dict[str, Tensor]] | None:
    """The checkpoint in ``folder``, None without one.

    Raises:
        CheckpointError: when it is damaged or belongs to another recipe, seed or set of examples.
    """
    path = folder / FILE
    if not path.exists():
        return None
    content = path.read_bytes()
    try:
        size = int.from_bytes(content[:8], "little")
        header = json.loads(content[8 : 8 + size])["__metadata__"]
        if header["format"] != str(FORMAT):
            raise CheckpointError(
                f"{path} has format {header['format']}; this version reads format {FORMAT}."
            )
        tensors = load(content)
        position = Position(**json.loads(header["position"]))
    except (ValueError, KeyError, TypeError, SafetensorError) as error:
        raise CheckpointError(f"{path} is damaged ({error}); start the run anew.") from error
    if header["fingerprint"] != fingerprint:
        raise CheckpointError(
            f"{path} belongs to another recipe, seed or set of examples; start the run anew."
        )
    return position, tensors


def drop_checkpoint(folder: Path) -> None:
    """Remove the checkpoint of a run that is finished."""
    for name in (FILE, "checkpoint.json"):
        (folder / name).unlink(missing_ok=True)
