"""A refusal: what is returned instead of a figure that the data do not carry. Words for it are in ``reasons.yml``, under ``forecast_`` and its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """Why there is no figure.

    Attributes:
        reason: ``under_two_years``: fewer than two full years of months. ``not_monthly``: quarters or years, too few for a
            season. ``gaps``: a month is missing. ``no_variation``: all figures are equal. ``not_positive``: a figure is 0 or
            less where logarithms were asked for.
    """

    reason: str
