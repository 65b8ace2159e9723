"""What nudging brings: talks after nudges, against talks where a lot left the nudge out.

Each nudge counts where the lot put it, whatever became of it, and nudges of one leader are alike:
the interval allows for both. The library for it comes with ``tend[report]``.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from care import policy
from care.organisation import Chance as Dice
from care.organisation import Figure, Silent, laplace
from storage.months import Chance

CERTAIN = 1.96  # standard errors on either side: 95 in 100


@dataclass(frozen=True)
class Estimate:
    """A difference between two shares, and its standard error with the blur in it."""

    difference: float
    error: float


def is_installed() -> bool:
    return find_spec("statsmodels") is not None


def too_few(found: Sequence[Chance]) -> Silent | None:
    """Each of the two groups has to be big enough by itself."""
    for withheld in (True, False):
        group = [one for one in found if one.withheld is withheld]
        enough = len(group) >= policy.EFFECT_WITHHELD
        if not enough or len({one.report for one in group}) < policy.FLOOR_PEOPLE:
            return Silent.NOTHING_YET
        if len({one.leader for one in group}) < policy.FLOOR_LEADERS:
            return Silent.NOTHING_YET
    return None


def estimate(found: Sequence[Chance], dice: Dice) -> Estimate:
    """The least squares of "talked" on "nudged", with errors that are robust to leaders' habits."""
    import numpy
    from statsmodels.api import OLS, add_constant

    nudged = numpy.array([not one.withheld for one in found], dtype=float)
    talked = numpy.array([one.talked for one in found], dtype=float)
    leaders = {who: n for n, who in enumerate(dict.fromkeys(one.leader for one in found))}
    groups = numpy.array([leaders[one.leader] for one in found])
    fitted = OLS(talked, add_constant(nudged)).fit(
        cov_type="cluster", cov_kwds={"groups": groups}, use_t=True
    )
    low, high = fitted.conf_int()[1]
    blur = blur_of(found)
    error = math.hypot((high - low) / 2 / CERTAIN, math.sqrt(2) * blur)
    return Estimate(float(fitted.params[1]) + laplace(blur, dice), error)


def blur_of(found: Sequence[Chance]) -> float:
    """Half of what the leader with the greatest share of either group could move it by."""
    shares = []
    for withheld in (True, False):
        of = Counter(one.leader for one in found if one.withheld is withheld)
        shares.append(max(of.values()) / of.total())
    return max(shares) / 2


def together(estimates: Sequence[Estimate]) -> Figure:
    """Of all that were told so far, each by how sure it is."""
    weights = [1 / one.error**2 for one in estimates]
    whole = sum(weights)
    at = sum(w * one.difference for w, one in zip(weights, estimates, strict=True)) / whole
    around = CERTAIN / math.sqrt(whole)
    return Figure(round(at, 2), None, round(at - around, 2), round(at + around, 2))
