"""A page of the learner's figures and plots, from the JSON files of a folder; it needs no network to be read."""

from __future__ import annotations

import html
import io
import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

Figures = Mapping[str, Any]
PAGE = "index.html"
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #1c2430;
  background: #fbfaf7 }
h1, h2 { font-weight: 600 } h2 { margin-top: 2.5rem }
table { border-collapse: collapse; margin: 1rem 0 } td, th { padding: .3rem .9rem; text-align: right }
th:first-child, td:first-child { text-align: left } tr { border-bottom: 1px solid #ddd }
.plots { display: flex; flex-wrap: wrap; gap: 1rem } .note { color: #5b6675 } svg { max-width: 100%; height: auto }
@media (prefers-color-scheme: dark) { body { background: #14181d; color: #e4e7ea } tr { border-color: #333 }
  .plots { background: #fbfaf7; border-radius: 8px } }
"""


def write_page(folder: Path) -> Path:
    """Write ``index.html`` beside the JSON files; plots only where matplotlib is installed (the page says so)."""
    files = sorted(folder.glob("*-seed*.json"))
    parts = [_section(json.loads(file.read_text()), file.name) for file in files]
    note = (
        ""
        if find_spec("matplotlib")
        else "<p class=note>Plots need matplotlib (requirements/lock-bench.txt).</p>"
    )
    page = (
        "<!doctype html><html lang=en><meta charset=utf-8><title>The learner, measured</title>"
        f"<style>{STYLE}</style><h1>The learner, measured</h1>{note}{''.join(parts)}</html>\n"
    )
    target = folder / PAGE
    target.write_text(page)
    return target


def _section(figures: Figures, name: str) -> str:
    split = html.escape(str(figures.get("split", "")))
    head = f"<h2>{html.escape(str(figures['benchmark']))}</h2><p class=note>{split}; seed {figures['seed']}, "
    head += f"recipe {html.escape(str(figures['recipe']))}; {html.escape(name)}</p>"
    rows = {"Titleloom": figures["model"], **figures.get("peers", {})}
    return head + _table(rows) + _rest(figures) + _plots(figures.get("curves", {}))


def _table(rows: Mapping[str, Any]) -> str:
    flat = {name: _flat(row) if isinstance(row, Mapping) else {"": row} for name, row in rows.items()}
    columns = list(dict.fromkeys(column for row in flat.values() for column in row))
    cells = "".join(f"<th>{html.escape(c)}</th>" for c in columns)
    body = "".join(
        f"<tr><td>{html.escape(name)}</td>"
        + "".join(f"<td>{_shown(row.get(column))}</td>" for column in columns)
        + "</tr>"
        for name, row in flat.items()
    )
    return f"<table><tr><th></th>{cells}</tr>{body}</table>"


def _flat(row: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Nested figures as one row; of an interval only its value."""
    found: dict[str, Any] = {}
    for key, value in row.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping) and set(value) == {"value", "low", "high"}:
            found[name] = f"{value['value']:.3f} [{value['low']:.3f}, {value['high']:.3f}]"
        elif isinstance(value, Mapping):
            found |= _flat(value, f"{name} ")
        else:
            found[name] = value
    return found


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if isinstance(value, float) else html.escape(str(value))


def _rest(figures: Figures) -> str:
    told = {"benchmark", "split", "seed", "recipe", "model", "peers", "curves"}
    rest = _flat({key: value for key, value in figures.items() if key not in told})
    lines = "".join(f"<tr><td>{html.escape(k)}</td><td>{_shown(v)}</td></tr>" for k, v in rest.items())
    return f"<table>{lines}</table>"


def _plots(curves: Figures) -> str:
    if not curves or not find_spec("matplotlib"):
        return ""
    from matplotlib.figure import Figure

    drawn = []
    for title, draw in (
        ("Precision and recall", _draw_precision_recall),
        ("Reliability", _draw_reliability),
        ("Learning curve", _draw_learning),
        ("Confusion", _draw_confusion),
    ):
        figure = Figure(figsize=(5.4, 4.2), layout="constrained")
        axes = figure.subplots()
        axes.set_title(title)
        draw(axes, curves)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg")
        text = buffer.getvalue()
        drawn.append(text[text.index("<svg") :])
    return f"<div class=plots>{''.join(drawn)}</div>"


def _draw_precision_recall(axes: Any, curves: Figures) -> None:
    for relation, points in curves["precision_recall"].items():
        axes.plot([p[0] for p in points], [p[1] for p in points], label=relation, linewidth=1.6)
    axes.set(xlabel="recall", ylabel="precision", xlim=(0, 1), ylim=(0, 1.02))
    axes.legend(fontsize=8)


def _draw_reliability(axes: Any, curves: Figures) -> None:
    points = [p for p in curves["reliability"] if p[2]]
    most = max((p[2] for p in points), default=1)
    axes.plot([0, 1], [0, 1], linestyle="--", color="#999", linewidth=1)
    axes.scatter(
        [p[0] for p in points], [p[1] for p in points], s=[20 + 180 * p[2] / most for p in points], alpha=0.7
    )
    axes.set(xlabel="what the model says", ylabel="how often it is right", xlim=(0, 1), ylim=(0, 1))


def _draw_learning(axes: Any, curves: Figures) -> None:
    points = curves["learning"]
    axes.plot([p[0] for p in points], [p[1] for p in points], marker="o")
    axes.set(xlabel="training pairs", ylabel="macro-F1", xscale="log")


def _draw_confusion(axes: Any, curves: Figures) -> None:
    from taxonomy.core.relations import RELATIONS

    table = curves["confusion"]
    used = [place for place in range(len(RELATIONS)) if sum(table[place]) or sum(row[place] for row in table)]
    shares = [[table[i][j] / max(sum(table[i]), 1) for j in used] for i in used]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    names = [RELATIONS[place] for place in used]
    axes.set_xticks(range(len(used)), names, rotation=40, ha="right", fontsize=8)
    axes.set_yticks(range(len(used)), names, fontsize=8)
    axes.set(xlabel="predicted", ylabel="true")
    for i, row in enumerate(shares):
        for j, share in enumerate(row):
            axes.text(j, i, f"{share:.2f}", ha="center", va="center", fontsize=8,
                      color="white" if share > 0.55 else "black")  # fmt: skip
