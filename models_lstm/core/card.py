"""The model card: what a person should know before trusting a model (Mitchell et al. 2019)."""

from __future__ import annotations

from models_lstm.core.model import Model


def model_card(model: Model) -> str:
    """Markdown: what it is, what it was trained on, how good it is, what it cannot do."""
    facts = "\n".join(f"| {name} | {value} |" for name, value in model.facts.items())
    metrics = "\n".join(f"| {name} | {value:.4f} |" for name, value in sorted(model.metrics.items()))
    parameters = sum(p.numel() for p in model.network.parameters())
    return f"""# Relation model "{model.recipe.name}"

A siamese BiLSTM encoder of job titles with a head over pairs. It gives each title a vector of
{model.recipe.dimensions} numbers and each pair the probabilities of seven relations. Broader and narrower, senior
and junior mirror each other by construction. {parameters:,} parameters, {len(model.vocabulary.words):,} known words,
temperature {model.temperature:.3f}, then each relation at its own offset (top-label calibration).

## Trained on

| fact | value |
| --- | --- |
{facts}

## On the validation split

These figures chose the epoch and the temperature, so they flatter a little; judge by the test split.

| metric | value |
| --- | --- |
{metrics}

## Used for

- Proposals of relations between titles, for people to judge.
- Once it is champion, from the next release on: placing titles that the graph does not know (`normalize`). Only its
  encoder is asked there, and how sure it may be is learnt from each release's own titles, those of
  its training pairs left out.

## Limits

- It knows what its judged pairs taught it; a relation without an example is never predicted.
- Level words, abbreviations and plurals are read in English; other languages are only spelled out by n-grams.
- It sees two titles and nothing else: not the duties, not the employer, not the graph around them.
"""
