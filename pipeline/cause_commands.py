"""The commands that look for causes: recurring problems, types, combinations, words. As in ``commands.py``."""

from __future__ import annotations

import argparse
from typing import Any

from pipeline import warehouse
from pipeline.cli_values import as_of, pairs
from pipeline.config import Settings
from pipeline.figure_commands import print_figures


def problems(settings: Settings, options: argparse.Namespace) -> int:
    """Print the recurring problems, or the cases of one."""
    from pipeline.analysis.problem_words import sentence
    from pipeline.analysis.problems import cases_of, recurring_problems

    with warehouse.open_published(settings) as published, published.cursor() as cursor:
        found = recurring_problems(
            cursor,
            as_of=as_of(options.as_of, settings.zone),
            where=pairs(options.where),
            language=settings.language,
            with_cases=bool(options.cases) or options.format != "table",
        )
        if options.cases:
            return print_figures(settings, options, cases_of(cursor, found, options.cases), [])
        titles = dict(cursor.execute("select measure_id, measure from dim_measure").fetchall())
    said = [sentence(row, titles)[settings.language] for row in found.to_dict("records")]
    return print_figures(settings, options, found.assign(sentence=said), [])


def pareto(settings: Settings, options: argparse.Namespace) -> int:
    """Print which types make up most of the complaints."""
    from pipeline.analysis.type_ranks import pareto_of_types

    with warehouse.open_published(settings) as published, published.cursor() as cursor:
        table = pareto_of_types(cursor, **_asked(settings, options))
    return print_figures(settings, options, table.frame, table.notes)


def combinations(settings: Settings, options: argparse.Namespace) -> int:
    """Print where, when and with whom types come up more often than elsewhere."""
    from pipeline.analysis.combinations import DIMENSIONS, over_represented

    dimensions = [name.strip() for names in options.by for name in names.split(",") if name.strip()]
    with warehouse.open_published(settings) as published, published.cursor() as cursor:
        found = over_represented(
            cursor, dimensions=dimensions or tuple(DIMENSIONS), type_name=options.type, **_asked(settings, options)
        )
    return print_figures(settings, options, found, [WHERE_TO_LOOK])


def together(settings: Settings, options: argparse.Namespace) -> int:
    """Print which types come from the same homes."""
    from pipeline.analysis.type_pairs import types_together

    with warehouse.open_published(settings) as published, published.cursor() as cursor:
        found = types_together(cursor, **_asked(settings, options))
    return print_figures(settings, options, found, [])


def strain(settings: Settings, options: argparse.Namespace) -> int:
    """Print which types go with lower satisfaction in the same community."""
    from pipeline.analysis.strain import types_and_satisfaction
    from pipeline.analysis.strain_words import is_finding

    with warehouse.open_published(settings) as published, published.cursor() as cursor:
        found = types_and_satisfaction(
            cursor,
            by=options.level,
            indicator=options.indicator,
            as_of=as_of(options.as_of, settings.zone),
            k=settings.k_figures,
        )
    rows = zip(found.frame.to_dict("records"), found.sentences, strict=True)
    return print_figures(
        settings, options, found.frame, [*(said for row, said in rows if is_finding(row)), *found.notes]
    )


def words(settings: Settings, options: argparse.Namespace) -> int:
    """Print the words by which residents tell a type from the others."""
    from pipeline.analysis.type_words import distinctive_words

    with warehouse.open_published(settings) as published, published.cursor() as cursor:
        found = distinctive_words(cursor, type_name=options.type, **_asked(settings, options))
    return print_figures(settings, options, found, [])


def suggest(settings: Settings, options: argparse.Namespace) -> int:
    """Print types suggested for the complaints that have none."""
    from pipeline.analysis.suggested_types import suggested_types

    with warehouse.open_published(settings) as published, published.cursor() as cursor:
        found = suggested_types(cursor, **_asked(settings, options))
    return print_figures(settings, options, found, [ONLY_SUGGESTED])


ONLY_SUGGESTED = {
    "zh": "以上是根据文字推测的类型，没有写入仓库，也不计入任何指标。",
    "en": "These types are suggested from texts; they are not in the warehouse and enter no figure.",
}
WHERE_TO_LOOK = {
    "zh": "组合只说明该去哪里看，不说明原因。",
    "en": "A combination says where to look, not why.",
}


def _asked(settings: Settings, options: argparse.Namespace) -> dict[str, Any]:
    """Return the arguments that these analyses share; months not given are left to them."""
    asked = {
        "by": options.level,
        "months": options.months,
        "as_of": as_of(options.as_of, settings.zone),
        "where": pairs(options.where),
    }
    return {name: value for name, value in asked.items() if value is not None}
