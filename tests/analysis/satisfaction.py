"""A small warehouse of invented answers, as the build makes it; shared by the tests of drivers and correlations."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from tests.metrics.conftest import columns_of, statement, table

STANDARD = ["overall", "attitude", "safety", "fees", "facilities", "efficiency", "effect"]
GIVEN = {
    "survey_id": "s1",
    "community_id": "c1",
    "submitted_on": "2024-05-05",
    "method": "questionnaire",
    "is_valid": True,
}


def invented(n: int, weights: dict[str, float], *, seed: int = 1, noise: float = 0.5, levels: int = 5) -> pd.DataFrame:
    """Return ``n`` responses: index (0 to 100, ``levels`` steps) per driver, and overall as their weighted sum and noise."""
    rng = np.random.default_rng(seed)
    latent = pd.DataFrame({name: rng.normal(size=n) for name in weights})
    overall = sum(weight * latent[name] for name, weight in weights.items()) + noise * rng.normal(size=n)
    together = latent.assign(overall=overall / np.std(overall))
    return ((together + 2).round().clip(0, levels - 1)) * 100 / (levels - 1)


def answered(connection: duckdb.DuckDBPyConnection, *surveys: pd.DataFrame) -> duckdb.DuckDBPyConnection:
    """Make the warehouse of responses: one column per indicator (NaN: not answered), others as in ``GIVEN``."""
    rows = pd.concat(surveys, ignore_index=True)
    rows = rows.assign(**{name: value for name, value in GIVEN.items() if name not in rows})
    rows = rows.assign(**{name: rows[name].fillna(value) for name, value in GIVEN.items()})
    rows["response_id"] = [f"A{at:016x}" for at in range(len(rows))]
    facts = ["response_id", *GIVEN]
    scores = rows.melt(id_vars=facts, var_name="indicator_id", value_name="index_value").dropna(subset="index_value")
    own = ~scores["indicator_id"].isin(STANDARD)
    scores.loc[own, "indicator_id"] = "q:" + scores["survey_id"] + ":" + scores["indicator_id"]
    scores = scores.assign(is_satisfied=scores["index_value"] >= 75, respondents=1)
    _fill(connection, "fct_response", rows[facts].assign(responses=1))
    _fill(connection, "fct_score", scores)
    ratings = scores.assign(question_id=scores["indicator_id"], rating=1, role="rating", answers=1)
    _fill(connection, "fct_rating", ratings[ratings["indicator_id"].str.contains("推荐")])
    questions = ratings[["survey_id", "question_id"]].drop_duplicates()
    _fill(connection, "dim_question", questions.assign(question=questions["question_id"], scale_min=0, scale_max=10))
    ids = scores["indicator_id"].drop_duplicates()
    texts = ids.str.split(":").str[-1].str.split("#").str[0]  # "text#2": the same text once more
    named = {"indicator_zh": "问" + texts, "indicator_en": texts, "is_standard": ids.isin(STANDARD)}
    _fill(connection, "dim_indicator", pd.DataFrame({"indicator_id": ids, **named, "sort_order": range(len(ids))}))
    _fill(connection, "dim_survey", pd.DataFrame({"survey_id": rows["survey_id"].unique()}).assign(title="春季调查"))
    table(connection, "dim_community", [{"community_id": "c1", "community": "锦绣园", "aliases": ["锦绣"]}])
    table(connection, "load", [])
    table(connection, "dim_target", [])
    table(connection, "build", [{"built_at": pd.Timestamp("2024-12-01").to_pydatetime()}])
    connection.execute("drop table if exists mart_score; drop view if exists mart_rating")
    for name in ("mart_score", "mart_rating"):
        connection.execute(statement("rating.sql", name))
    return connection


def _fill(connection: duckdb.DuckDBPyConnection, name: str, rows: pd.DataFrame) -> None:
    columns = columns_of(name)
    connection.execute(f"create or replace table {name} ({', '.join(f'{c} {t}' for c, t in columns.items())})")
    connection.register("given", rows[[column for column in columns if column in rows]])
    connection.execute(f"insert into {name} by name select * from given")
    connection.unregister("given")
