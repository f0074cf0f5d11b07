"""The learner's record: fields and constraints only. Reads are in `selectors`, writes in `services`."""

from models_lstm.models.comparisons import ComparisonRun
from models_lstm.models.datasets import Dataset
from models_lstm.models.proposals import ProposalRun
from models_lstm.models.registry import AliasMove, Evaluation, ModelVersion, TitleVectors
from models_lstm.models.retraining import RetrainPolicy
from models_lstm.models.runs import TrainingRun

__all__ = [
    "AliasMove",
    "ComparisonRun",
    "Dataset",
    "Evaluation",
    "ModelVersion",
    "ProposalRun",
    "RetrainPolicy",
    "TitleVectors",
    "TrainingRun",
]
