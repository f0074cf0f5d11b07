"""Faults that the learner anticipates. Each names what to change."""

from __future__ import annotations

from typing import ClassVar

from taxonomy.core.errors import BadInput, Fault


class RecipeError(Fault):
    """A recipe with an unknown key, a wrong type or a value out of range; ``field`` names the key."""

    code: ClassVar[str] = "recipe.invalid"
    status: ClassVar[int] = 422


class BadRow(Fault):
    """A row of a file of examples that cannot be read; the sentence names the line and the column."""

    code: ClassVar[str] = "examples.bad_row"
    status: ClassVar[int] = 422


class TooLittleData(Fault):
    """Training was asked for with no usable example in the training split."""

    code: ClassVar[str] = "training.too_little_data"
    status: ClassVar[int] = 422


class NothingToTest(BadInput):
    """The data set has neither test nor validation pairs."""

    code = "evaluation.nothing_to_test"


class BundleError(Fault):
    """A model folder that is missing a file, was altered or cut short, or has an unknown format."""

    code: ClassVar[str] = "bundle.damaged"
    status: ClassVar[int] = 409


class CheckpointError(Fault):
    """A checkpoint that is damaged, or that belongs to another recipe, seed or set of examples."""

    code: ClassVar[str] = "checkpoint.unusable"
    status: ClassVar[int] = 409


class DeviceUnavailable(Fault):
    """The device that was asked for is not on this machine."""

    code: ClassVar[str] = "device.unavailable"
    status: ClassVar[int] = 422


class UnwritableFile(Fault):
    """An output file whose folder is missing, full or closed."""

    code: ClassVar[str] = "output.unwritable"
    status: ClassVar[int] = 422
