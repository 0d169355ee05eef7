"""Big synthetic files for benchmarks: a complaint ledger of millions of rows, a survey of hundreds of thousands of
responses.

Made by DuckDB, row by row from hashes, so that size costs seconds and no memory. Nothing is planted in them; one row
of the ledger is a complaint, one row of the survey a response.
"""

import codecs
from pathlib import Path
from typing import Any

import duckdb

from pipeline.sample.facts import communities, random_stream, read_facts
from pipeline.sample.residents import MOBILE_PREFIXES, invent_names
from pipeline.sample.surveys import AGES, NEEDS
from pipeline.sample.wjx_export import COMMUNITY, LABELS, META, NEEDED, OVERALL, RATINGS, SUGGESTION
from pipeline.sample.workbook import open_workbook

_LEDGER_QUERY = Path(__file__).with_name("benchmark_complaints.sql")
_BLOCK = 1 << 22


def write_benchmark_complaints(path: Path, rows: int, *, seed: int = 2024, encoding: str = "utf-8") -> None:
    """Write a ledger of ``rows`` complaints as CSV with 15 Chinese columns, about 215 bytes a row in UTF-8.

    Args:
        path: The file to write; its folder must exist.
        encoding: Of the file, ``utf-8`` or ``gb18030``.
    """
    query = _LEDGER_QUERY.read_text(encoding="utf-8")
    written = path if encoding == "utf-8" else path.with_name(f"{path.name}.utf8")
    with _connect() as connection:
        relation = connection.sql(query, params={"rows": rows, "seed": seed, **_pieces(seed)})
        relation.write_csv(str(written), header=True)
    if written != path:
        _transcode(written, path, encoding)
        written.unlink()


def write_benchmark_survey(path: Path, responses: int, questions: int = 40, *, seed: int = 2024) -> None:
    """Write a survey in the 问卷星 按文本 layout: six meta columns and ``questions`` questions.

    The questions are community, age, ratings, needs (multiple choice) and a free text.

    Args:
        path: ``.csv`` (UTF-8) or ``.xlsx``; its folder must exist.
        questions: At least 5.
    """
    with _connect() as connection:
        parameters = {"responses": responses, "seed": seed, **_survey_pieces()}
        query = _survey_query(questions)
        if path.suffix == ".csv":
            connection.sql(query, params=parameters).write_csv(str(path), header=True)
        else:
            _write_workbook(path, connection.execute(query, parameters))


def _connect() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"memory_limit": "1GB"})


def _pieces(seed: int) -> dict[str, Any]:
    """What the ledger is put together from: names, prefixes, halves of sentences, communities, handlers."""
    phrases = read_facts("phrases")
    sentences = [sentence for kind in phrases["problems"].values() for sentence in kind]
    halves = {half for sentence in sentences for half in sentence.split("，") if "{" not in half}
    named = communities()
    return {
        "names": invent_names(3000, random_stream(seed, "benchmark names")),
        "prefixes": [str(prefix) for prefix in MOBILE_PREFIXES],
        "fragments": sorted(halves),
        "communities": [f"{name}{part}" for name in named["name"] for part in ("", "南区", "北区")],
        "handlers": [handler for staff in named["staff"] for handler in staff],
    }


def _transcode(source: Path, target: Path, encoding: str) -> None:
    with codecs.open(str(source), encoding="utf-8") as read, target.open("w", encoding=encoding, newline="") as written:
        while block := read.read(_BLOCK):
            written.write(block)


def _survey_pieces() -> dict[str, Any]:
    labels = [LABELS[code] for code in (5, 4, 4, 3, 3, 2, 1, 0)]
    suggestions = [text for text in read_facts("phrases")["suggestions"] if "{" not in text]
    return {
        "labels": labels,
        "names": communities()["name"].tolist(),
        "ages": list(AGES),
        "needs": list(NEEDS)[:-1],
        "suggestions": suggestions + ["(空)"] * 2 * len(suggestions),
    }


def _survey_query(questions: int) -> str:
    """One row per response. Only numbers and the fixed texts of this package stand in the query."""
    headers = [COMMUNITY, "您的年龄段", *_rating_texts(questions - 4), NEEDED, SUGGESTION]
    ratings = [_draw("labels", number) for number in range(3, questions - 1)]
    first, second = "$needs[(hash($seed, i, 101) % 3 + 1)::bigint]", "$needs[(hash($seed, i, 102) % 4 + 4)::bigint]"
    needs = f"{first} || '┋' || {second}"
    answers = [_draw("names", 1), _draw("ages", 2), *ratings, needs, _draw("suggestions", 103)]
    meta = [
        "i",
        "strftime(timestamp '2024-03-05 08:00' + to_seconds((i * 7)::bigint), '%Y/%m/%d %H:%M:%S')",
        "(hash($seed, i, 104) % 400 + 60) || '秒'",
        "'微信'",
        "'N/A'",
        "'203.0.113.' || (hash($seed, i, 105) % 254 + 1) || '(江苏-南京)'",
    ]
    named = [f'{value} as "{header}"' for value, header in zip(meta, META, strict=True)]
    asked = [f'{value} as "{n}、{text}"' for n, (value, text) in enumerate(zip(answers, headers, strict=True), start=1)]
    return f"select {', '.join(named + asked)} from range(1, $responses + 1) as numbers(i)"


def _rating_texts(count: int) -> list[str]:
    """Return the questions that are rated, overall satisfaction first; those of a second round are numbered."""
    texts = [OVERALL, *RATINGS.values()]
    return [texts[n % len(texts)] + ("" if n < len(texts) else f"（{n // len(texts) + 1}）") for n in range(count)]


def _draw(pieces: str, number: int) -> str:
    return f"list_extract(${pieces}, (hash($seed, i, {number}) % len(${pieces}) + 1)::bigint)"


def _write_workbook(path: Path, result: duckdb.DuckDBPyConnection) -> None:
    with open_workbook(path, constant_memory=True) as workbook:
        sheet = workbook.add_worksheet("Sheet1")
        sheet.write_row(0, 0, [column[0] for column in result.description])
        for place, row in enumerate(iter(result.fetchone, None), start=1):
            sheet.write_row(place, 0, row)
