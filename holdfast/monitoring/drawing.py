"""Pictures of figures month by month, as SVG. Altair is large: no page imports this, the job that draws does."""

from typing import Any

import altair as alt
import vl_convert

from holdfast.monitoring.board_times import say_period
from holdfast.monitoring.trend_rules import Drawn, Series

WIDTH, HEIGHT = 300, 150
KELP, PALE = "#14504f", "#7aa5a0"
LEAST_TOP = 4
"""Of the scale: under it every number would fill the picture."""
CLOSE = 0.12
"""Of the height of a picture: words that are nearer lie on each other."""
INK, QUIET, EDGE = "#1c2b2d", "#4c6164", "#d8dedb"


def picture(drawn: Drawn, series: Series) -> str:
    """Lines over the months that are over, as SVG: each with its word beside it, and its own kind of line. Where a
    month has no number the line has a gap."""
    over = series[:-1]
    names = [line.label for line in drawn.lines]
    values = [{"place": place, "line": name, "value": each[name]} for place, each in enumerate(over) for name in names]
    labels = [say_period(each["month"])[:3] for each in over]
    top = max([LEAST_TOP, *(each[name] or 0 for each in over for name in names)])
    every_month = alt.Scale(domain=list(range(len(over))))  # also one without a number
    base = alt.Chart(alt.Data(values=values)).encode(
        x=alt.X("place:O", axis=axis(labels), scale=every_month),
        y=alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=4, tickMinStep=1), scale=alt.Scale(domain=[0, top])),
        color=alt.Color("line:N", scale=alt.Scale(domain=names, range=[KELP, PALE][: len(names)]), legend=None),
        strokeDash=alt.StrokeDash("line:N", scale=alt.Scale(domain=names, range=[[1, 0], [5, 3]]), legend=None),
    )
    beside = [{"place": len(over) - 1, **each} for each in apart(over, names, top)]
    words = alt.Chart(alt.Data(values=beside)).encode(
        x=alt.X("place:O", scale=every_month), y=alt.Y("value:Q", scale=alt.Scale(domain=[0, top])), text="line:N"
    ).mark_text(align="left", dx=6, fontSize=12, color=INK)  # fmt: skip
    whole: Any = (base.mark_line(strokeWidth=2.5) + base.mark_circle(size=26, opacity=1) + words).properties(
        width=WIDTH, height=HEIGHT, background="transparent"
    )
    return without_size(vl_convert.vegalite_to_svg(whole.configure_view(stroke=None).configure_axis(
        labelFont="Arial", labelFontSize=12, labelColor=QUIET, gridColor=EDGE, domain=False, tickColor=EDGE
    ).configure_text(font="Arial").to_dict()))  # fmt: skip


def apart(over: Series, names: list[str], top: float) -> list[dict[str, Any]]:
    """Where the word of each line stands: as high as its last point, and no two on each other. A line without any
    point has none: at zero it would say that there was a zero."""
    known = {name: [each[name] for each in over if each[name] is not None] for name in names}
    at, near = {name: values[-1] for name, values in known.items() if values}, CLOSE * top
    if len(at) > 1:
        low, high = sorted(at, key=lambda name: at[name])
        if at[high] - at[low] < near:
            middle = max((at[low] + at[high]) / 2, near / 2)
            at = {low: middle - near / 2, high: middle + near / 2}
    return [{"line": name, "value": value} for name, value in at.items()]


def axis(labels: list[str]) -> alt.Axis:
    """Months by their first three letters, every third one named."""
    named = " : ".join(f"datum.value == {place} ? '{label}'" for place, label in enumerate(labels))
    return alt.Axis(title=None, labelAngle=0, labelExpr=f"datum.value % 3 == 0 ? ({named} : '') : ''", ticks=False)


def without_size(svg: str) -> str:
    """The picture without a width and a height of its own, so that the page says them; hidden from screen readers,
    which have the sentence and the table."""
    head, rest = svg.split(">", 1)
    kept = " ".join(part for part in head.split(" ") if not part.startswith(("width=", "height=", "class=")))
    return f'{kept} aria-hidden="true" focusable="false">{rest}'
