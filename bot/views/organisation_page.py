"""The organisation's page as one HTML file: words, a table, and plots as SVG inside it.

It comes with ``tend[report]``. No script, no font and no picture from elsewhere.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from html import escape
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure as Plot

from bot.views import organisation as views
from bot.wording import organisation as words
from storage.months import Month

INK = "#010203"  # stands for whatever colour the text has, light or dark
FILL = "#3b7ea1"
LAST = 12  # months in a plot
STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
figure { margin: 0; } figure svg { width: 100%; height: auto; }
figcaption, footer { font-size: .9rem; opacity: .8; }
table { border-collapse: collapse; width: 100%; } .wide { overflow-x: auto; }
th, td { text-align: left; padding: .4rem .6rem .4rem 0; vertical-align: top; }
tr { border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
"""


def html(found: Sequence[Month]) -> str:
    """The newest month in words, and each figure over the last months."""
    body = [_newest(found[-1]), *_plots(found[-LAST:])] if found else [_p(words.NO_MONTH)]
    title = views.heading(found[-1]) if found else words.SUMMARY
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n"
        f"<main>\n<h1>{escape(title)}</h1>\n" + "\n".join(body) + "\n</main>\n</html>\n"
    )


def _newest(month: Month) -> str:
    figures = month.page.get("figures")
    if figures is None:
        return _p(words.PAUSED)
    rows = [
        f'<tr><th scope="row">{escape(words.NAMES[name])}</th>'
        f"<td>{escape(views.figure(name, figures[name]))}</td></tr>"
        for name in words.ORDER
        if name in figures
    ]
    remarks = "".join(_p(line) for line in views.remarks(month))
    foot = "".join(_p(line) for line in views.foot(month))
    return f'<div class="wide"><table>{"".join(rows)}</table></div>{remarks}<footer>{foot}</footer>'


def _p(line: str) -> str:
    return f"<p>{escape(line)}</p>"


# --- plots ---------------------------------------------------------------------------------------


def _plots(found: Sequence[Month]) -> list[str]:
    """Of each figure that was told in two months at least; what one cannot see stands beside it."""
    drawn = []
    for name in words.ORDER:
        told = [(one, one.page.get("figures", {}).get(name, {})) for one in found]
        known = [(one, figure) for one, figure in told if "value" in figure]
        if len(known) > 1:
            drawn.append(_figure(name, known))
    return drawn


def _figure(name: str, known: Sequence[tuple[Month, Any]]) -> str:
    title = words.NAMES[name]
    said = "; ".join(f"{month.first:%Y-%m}: {views.figure(name, one)}" for month, one in known)
    has_bars = name != "taking_part"
    caption = f"<figcaption>{escape(words.BARS)}</figcaption>" if has_bars else ""
    label = escape(f"{title}, month by month. {said}.")
    return (
        f'<h2>{escape(title)}</h2>\n<figure role="img" aria-label="{label}">{_svg(name, known)}\n'
        f"{caption}</figure>"
    )


def _svg(name: str, known: Sequence[tuple[Month, Any]]) -> str:
    scale = 100 if name in (*words.SHARES, "effect") else 1
    values = [scale * one["value"] for _, one in known]
    around = [[scale * way for way in ways] for ways in zip(*map(_ways, known), strict=True)]
    names = [f"{month.first:%b}" for month, _ in known]
    style: Any = {"svg.fonttype": "none", "svg.hashsalt": name, "text.color": INK, "font.size": 11}
    with rc_context(style):
        plot = Plot(figsize=(6.4, 2.2), layout="constrained")
        axes = plot.add_subplot()
        axes.errorbar(
            range(len(values)), values, yerr=around, fmt="o-", color=FILL, capsize=3, linewidth=2
        )
        axes.set_xticks(range(len(names)), names)
        axes.set_ylim(bottom=min(0, *(v - low for v, low in zip(values, around[0], strict=True))))
        axes.set_ylabel(words.UNITS.get(name, ""), color=INK)
        axes.tick_params(colors=INK)
        axes.spines[["top", "right"]].set_visible(False)
        axes.spines[["left", "bottom"]].set_color(INK)
        drawn = io.StringIO()
        plot.savefig(drawn, format="svg", transparent=True, metadata={"Date": None})
    return _inside(drawn.getvalue(), name)


def _ways(one: tuple[Month, Any]) -> tuple[float, float]:
    figure = one[1]
    if "low" in figure:
        return figure["value"] - figure["low"], figure["high"] - figure["value"]
    return (figure.get("give_or_take", 0.0),) * 2


def _inside(svg: str, name: str) -> str:
    """Without the head of a file of its own, in the colour of the text, its ids its own."""
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    svg = re.sub(r'(id="|href="#|url\(#)', rf"\g<1>{name}_", svg)
    return svg.replace(INK, "currentColor").replace("<svg ", '<svg aria-hidden="true" ', 1)
