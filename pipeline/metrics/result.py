"""What ``compute`` returns: a small table, the entry of its metric, and what a reader has to know beside the figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd

from pipeline.metrics.catalogue import Metric, find
from pipeline.metrics.periods import Period

OK, SMALL_DENOMINATOR, SUPPRESSED, JOINED = "ok", "small", "suppressed", "joined"
NOT_IN_EXPORT, NO_DATA, NO_HOUSEHOLDS = "not_in_export", "no_data", "no_households"
NO_MARGINS, MARGINS_UNMET = "no_margins", "margins_unmet"


@dataclass(frozen=True)
class Result:
    """The figures of one metric.

    Attributes:
        frame: One row per group and period. Dimensions (with ``community`` or ``indicator`` names beside ids),
            ``period_start``, the counts of the metric, its value (column ``metric.value``), ``low``, ``high`` (95 %),
            ``status``, ``n_text``, ``is_ripe``, ``is_whole`` and, where a period is given, ``previous``, ``change``,
            ``change_low``, ``change_high``, ``p``, ``q``, ``family_size``, ``is_signal``; of indicators also
            ``is_break``: asked in another way than before. ``target`` and ``gap`` to it, where one was agreed.
            ``status``: ok; small (denominator under 5: counts, no rate); suppressed (under k answers); joined (hidden
            so that others stay hidden); not_in_export; no_data; no_households (their number is unknown); no_margins
            (none agreed for the period); margins_unmet (the answers do not fit them).
        metric: Entry of the catalogue.
        as_of: Moment up to which the exports are complete; None where there are none.
        period, by, where, parameters: What was asked for, ids and defaults filled in.
        status: ok, not_in_export, or no_data, of the whole.
        not_in_export, excluded: Complaints left out because the export lacks the field, or for contradicting times.
        notes: Sentences ``{"zh": …, "en": …}`` to stand beside the figures.
        language: Of the names in ``frame``.
    """

    frame: pd.DataFrame
    metric: Metric
    as_of: datetime | None
    period: Period | None
    by: tuple[str, ...]
    where: Mapping[str, Any]
    parameters: Mapping[str, Any]
    status: str
    not_in_export: int
    excluded: int
    notes: list[dict[str, str]] = field(default_factory=list)
    language: str = "zh"

    @property
    def by_close_time(self) -> int:
        """How many of the resolved complaints count by their close time, because their exports have no other."""
        return int(self.frame["by_close_time"].sum()) if "by_close_time" in self.frame else 0

    @property
    def is_weighted(self) -> bool:
        """Whether every figure that is shown is weighted by households."""
        if "is_weighted" not in self.frame:
            return False
        return bool((self.frame["is_weighted"].eq(True) | self.frame["status"].ne(OK)).all())

    @property
    def is_closed_only(self) -> bool:
        """Whether all that is resolved counts by its close time, so that the label says closed and not resolved."""
        return 0 < self.by_close_time == int(self.frame[self.metric.numerator].sum())

    def label(self, language: str | None = None, row: Mapping[str, Any] | None = None) -> str:
        """Return the label that is true of these figures, or of one ``row`` of them."""
        language = language or self.language
        is_pooled = not self.is_weighted if row is None else row.get("is_weighted") in (False,)
        if self.metric.weighs and is_pooled:
            pooled = find(self.metric.weighs).words("label", language)
            return f"{pooled}（未加权）" if language == "zh" else f"{pooled} (unweighted)"
        closed = self.is_closed_only
        if row is not None and "by_close_time" in row and row[self.metric.numerator] > 0:
            closed = row["by_close_time"] == row[self.metric.numerator]
        field_name = "label_where_closed" if closed else "label"
        return self.metric.words(field_name, language, **self.parameters)

    def definition(self, language: str | None = None) -> str:
        """Return the definition with the parameters filled in."""
        return self.metric.words("definition", language or self.language, **self.parameters)

    def notes_in(self, language: str | None = None) -> list[str]:
        """Return the notes in one language."""
        return [note[language or self.language] for note in self.notes]
