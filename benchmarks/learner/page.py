"""A page of the learner's figures and plots, from the JSON files of a folder; it needs no network to be read."""

from __future__ import annotations

import html
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

Figures = Mapping[str, Any]
PAGE = "index.html"
ORDER = (
    *("placing", "placing-de", "placing-es", "relations", "seniority", "first"),
    *("proposals-esco", "proposals-onet", "labels", "loop-labels", "rejections"),
)
"""What must be reached comes first; what is not named here last."""
WIDEST = 8
"""Measures that stand side by side; more stand below each other."""
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #1c2430;
  background: #fbfaf7 }
h1, h2 { font-weight: 600 } h2 { margin-top: 2.5rem }
table { border-collapse: collapse; margin: 1rem 0 } td, th { padding: .3rem .9rem; text-align: right }
th:first-child, td:first-child { text-align: left } tr { border-bottom: 1px solid #ddd }
.scroll { overflow-x: auto } nav a { margin-right: 1rem; color: inherit } summary { cursor: pointer; color: #5b6675 }
.plots { display: flex; flex-wrap: wrap; gap: 1rem } .note { color: #5b6675 } svg { max-width: 100%; height: auto }
@media (prefers-color-scheme: dark) { body { background: #14181d; color: #e4e7ea } tr { border-color: #333 }
  .plots { background: #fbfaf7; border-radius: 8px } }
"""


def write_page(folder: Path) -> Path:
    """Write ``index.html`` beside the JSON files; plots only where matplotlib is installed (the page says so)."""
    found = [(json.loads(file.read_text()), file.name) for file in sorted(folder.glob("*-seed*.json"))]
    found.sort(key=lambda entry: _place(entry[0]["benchmark"]))
    parts = [_section(figures, name) for figures, name in found]
    links = "".join(f'<a href="#{_anchor(name)}">{html.escape(f["benchmark"])}</a>' for f, name in found)
    note = (
        ""
        if find_spec("matplotlib")
        else "<p class=note>Plots need matplotlib (requirements/lock-bench.txt).</p>"
    )
    page = (
        "<!doctype html><html lang=en><meta charset=utf-8><title>The learner, measured</title>"
        f"<style>{STYLE}</style><h1>The learner, measured</h1><nav>{links}</nav>{note}{''.join(parts)}</html>\n"
    )
    target = folder / PAGE
    target.write_text(page)
    return target


def _section(figures: Figures, name: str) -> str:
    split = html.escape(str(figures.get("split", "")))
    head = f"<h2 id={_anchor(name)}>{html.escape(str(figures['benchmark']))}</h2>"
    told = f"seed {figures['seed']}, recipe {html.escape(str(figures['recipe']))}; {html.escape(name)}"
    head += f"<p class=note>{split}; {told}</p>"
    rows = {"Titleloom": figures["model"], **figures.get("peers", {})}
    drawn = _plots(figures.get("curves", {})) + _label_plots(figures["model"])
    return head + _table(rows) + drawn + _rest(figures)


def _place(benchmark: str) -> tuple[int, str]:
    return ORDER.index(benchmark) if benchmark in ORDER else len(ORDER), benchmark


def _anchor(name: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in name)


def _table(rows: Mapping[str, Any]) -> str:
    flat = {name: _flat(row) if isinstance(row, Mapping) else {"": row} for name, row in rows.items()}
    columns = list(dict.fromkeys(column for row in flat.values() for column in row))
    names = list(flat)
    if len(columns) <= WIDEST:
        lines = [(name, [flat[name].get(column) for column in columns]) for name in names]
        return _grid(columns, lines)
    return _grid(names, [(column, [flat[name].get(column) for name in names]) for column in columns])


def _grid(heads: Sequence[str], lines: Sequence[tuple[str, Sequence[Any]]]) -> str:
    cells = "".join(f"<th>{html.escape(head)}</th>" for head in heads)
    body = "".join(
        f"<tr><td>{html.escape(name)}</td>{''.join(f'<td>{_shown(value)}</td>' for value in values)}</tr>"
        for name, values in lines
    )
    return f"<div class=scroll><table><tr><th></th>{cells}</tr>{body}</table></div>"


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
    return f"<details><summary>All figures</summary><table>{lines}</table></details>"


def _plots(curves: Figures) -> str:
    if not curves or not find_spec("matplotlib"):
        return ""
    return _drawn(
        (title, partial(draw, curves=curves))
        for title, draw in (
            ("Precision and recall", _draw_precision_recall),
            ("Reliability", _draw_reliability),
            ("Learning curve", _draw_learning),
            ("Confusion", _draw_confusion),
        )
    )


def _label_plots(model: Figures) -> str:
    """What each way of choosing reaches with so many labels: a picture of each measure."""
    if not find_spec("matplotlib") or not all(_is_by_labels(curve) for curve in model.values()):
        return ""
    sides: dict[str, dict[str, Figures]] = {}
    for name, curve in model.items():
        strategy, _, side = name.partition(", ")
        sides.setdefault(side or "macro-F1", {})[strategy] = curve
    return _drawn((side, partial(_draw_labels, curves=curves)) for side, curves in sides.items())


def _is_by_labels(curve: Any) -> bool:
    return isinstance(curve, Mapping) and len(curve) > 1 and all(str(key).isdigit() for key in curve)


def _drawn(pictures: Iterable[tuple[str, Callable[[Any], None]]]) -> str:
    from matplotlib.figure import Figure

    drawn = []
    for title, draw in pictures:
        figure = Figure(figsize=(5.4, 4.2), layout="constrained")
        axes = figure.subplots()
        axes.set_title(title)
        draw(axes)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg")
        text = buffer.getvalue()
        drawn.append(text[text.index("<svg") :])
    return f"<div class=plots>{''.join(drawn)}</div>"


def _draw_labels(axes: Any, curves: Figures) -> None:
    for strategy, curve in curves.items():
        axes.plot([int(count) for count in curve], list(curve.values()), marker="o", label=strategy)
    axes.set(xlabel="labels", ylabel="macro-F1, or mean average precision where ranked")
    axes.legend(fontsize=8)


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
