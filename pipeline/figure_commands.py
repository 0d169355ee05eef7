"""The commands that print figures: metrics, scorecard, trends, drivers, measures. As in ``commands.py``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pipeline import warehouse
from pipeline.cli_values import as_of, pairs
from pipeline.config import Settings
from pipeline.output import render

if TYPE_CHECKING:
    import pandas as pd


def metric(settings: Settings, options: argparse.Namespace) -> int:
    """Compute a metric, or list them all."""
    from pipeline.metrics import compute
    from pipeline.metrics.catalogue import catalogue, find
    from pipeline.metrics.members import in_columns

    if options.list or options.name is None:
        entries = [
            [entry.name, entry.words("label", settings.language), entry.words("definition", settings.language)]
            for entry in catalogue().values()
        ]
        print(render(["metric", "label", "definition"], entries, options.format))
        return 0
    find(options.name)  # a slip in the name is answered even where there is no warehouse
    with warehouse.open_published(settings) as published, published.cursor() as cursor:
        result = compute(
            cursor,
            options.name,
            by=[name.strip() for names in options.by for name in names.split(",") if name.strip()],
            period=None if options.period in (None, "all") else options.period,
            as_of=as_of(options.as_of, settings.zone),
            where=pairs(options.where),
            language=settings.language,
            k=settings.k_figures,
            against=options.against,
            **{name: values[-1] for name, values in pairs(options.parameter).items()},
        )
    shown = in_columns(result.frame, settings.language) if options.format == "table" else result.frame
    return print_figures(settings, options, shown, result.notes)


def scorecard(settings: Settings, options: argparse.Namespace) -> int:
    """Print the standards of service, each by its metrics; as a table in sentences."""
    from pipeline.metrics.scorecard import scorecard as standards

    with warehouse.open_published(settings) as published, published.cursor() as cursor:
        frame = standards(
            cursor,
            period=options.period,
            as_of=as_of(options.as_of, settings.zone),
            where=pairs(options.where),
            language=settings.language,
            k=settings.k_figures,
        )
    shown = frame[["standard_label", "clause", "sentence"]] if options.format == "table" else frame
    return print_figures(settings, options, shown, [])


def operations(settings: Settings, options: argparse.Namespace) -> int:
    """Print how operational indicators go with satisfaction."""
    from pipeline.analysis.operations import operations_and_satisfaction

    with warehouse.open_published(settings) as published, published.cursor() as cursor:
        found = operations_and_satisfaction(
            cursor, indicator=options.indicator, as_of=as_of(options.as_of, settings.zone), k=settings.k_figures
        )
    return print_figures(settings, options, found.frame, [*found.sentences, *found.notes])


def trend(settings: Settings, options: argparse.Namespace) -> int:
    """Print a metric over time, and what to say of it."""
    from pipeline.analysis.trends import trends
    from pipeline.metrics.catalogue import find

    find(options.name)
    changes = [as_of(text, settings.zone) for text in options.changed_at]
    with warehouse.open_published(settings) as published, published.cursor() as cursor:
        course = trends(
            cursor,
            options.name,
            where=pairs(options.where),
            period=options.period,
            as_of=as_of(options.as_of, settings.zone),
            horizon=options.horizon,
            changed_at=[moment - timedelta(days=1) for moment in changes if moment],
            language=settings.language,
            k=settings.k_figures,
            **{name: values[-1] for name, values in pairs(options.parameter).items()},
        )
    return print_figures(settings, options, course.frame, [*course.sentences, *course.result.notes])


def drivers(settings: Settings, options: argparse.Namespace) -> int:
    """Print what goes with overall satisfaction, or the correlations of all indicators."""
    from pipeline.analysis.correlations import correlations
    from pipeline.analysis.drivers import FEW_COLUMNS
    from pipeline.analysis.drivers import drivers as key_drivers

    asked: dict[str, Any] = {"where": pairs(options.where), "during": options.during}
    asked |= {"language": settings.language, "k": settings.k_figures}
    with warehouse.open_published(settings) as published, published.cursor() as cursor:
        if options.correlations:
            matrix = correlations(cursor, method=options.correlations, **asked)
            return print_figures(settings, options, matrix.frame, matrix.notes)
        found = key_drivers(cursor, **asked)
    if options.format == "table":
        said = found.notes if found.refusal else [*found.sentences, *found.notes]
        return print_figures(settings, options, found.frame[FEW_COLUMNS], said)
    sentences = [sentence[settings.language] for sentence in found.sentences]
    return print_figures(settings, options, found.frame.assign(sentence=sentences), found.notes)


def measures(settings: Settings, options: argparse.Namespace) -> int:
    """Print what the improvement measures achieved."""
    from pipeline.analysis.measure_table import COLUMNS, measure_rows
    from pipeline.analysis.measures import evaluate_measures

    with warehouse.open_published(settings) as published, published.cursor() as cursor:
        found = evaluate_measures(cursor, as_of=as_of(options.as_of, settings.zone), k=settings.k_figures)
    if not found and options.format == "table":
        none = ("没有已经开始、可以评估的改进措施。", "No improvement measure has begun that could be evaluated.")
        print(none[0] if settings.language == "zh" else none[1])
        return 0
    print(render(COLUMNS, measure_rows(found, settings.language), options.format))
    return 0


def print_figures(
    settings: Settings, options: argparse.Namespace, frame: pd.DataFrame, said: Sequence[dict[str, str]]
) -> int:
    """Print a frame and, below a table, the sentences on it."""
    known = frame.astype(object).where(frame.notna(), None)  # pandas has three kinds of nothing
    print(render(list(frame.columns), known.values.tolist(), options.format))
    if options.format == "table":
        for sentence in said:
            print(sentence[settings.language])
    return 0
