"""A folder of the same shape with other cases runs without a change: invented cases, answered by plain definitions."""

from __future__ import annotations

from itertools import combinations, permutations
from statistics import NormalDist

import numpy as np
import pytest

from tests.reference.kinds import MISSING, compare

RNG = np.random.default_rng(42)
Z = NormalDist().inv_cdf(0.975)


def test_items_on_another_scale_with_gaps(judged):
    answers = [1, 7, 7, 4, None, 6]
    known = sorted(answer for answer in answers if answer is not None)
    mean = sum(known) / 5
    sd = (sum((x - mean) ** 2 for x in known) / 4) ** 0.5
    expected = {"n": 5, "mean": mean, "sd": sd, "se": sd / 5**0.5, "median": 6, "q25_type7": 4, "q25_type6": 2.5}
    expected |= {"top2_pct": 60, "bottom2_pct": 20, "net_top2_bottom2": 40, "csat_index_0_100": (mean - 1) / 6 * 100}
    kind, wrong = judged(
        "01-other",
        "seven.csv",
        {"who": list("abcdef"), "v1": answers, "v2": answers},
        id="seven_points",
        what="per item figures",
        data="seven.csv columns v1..v2 (1 bad … 7 good)",
        variant="index = (mean-1)/6*100",
        expected={"v1": expected, "v2": expected},
    )
    assert (kind, wrong) == ("items", [])


def test_a_recommendation_question_by_another_group(judged):
    answers, areas = [10, 9, 8, 0, 6, 7, 9, 10], list("NNNNSSSS")

    def score(part):
        values = [1 if x >= 9 else -1 if x <= 6 else 0 for x in part]
        mean = sum(values) / len(values)
        se = (sum((v - mean) ** 2 for v in values) / len(values) / len(values)) ** 0.5
        ends = {"ci_low": max(-100, 100 * (mean - Z * se)), "ci_high": min(100, 100 * (mean + Z * se))}
        return {"n": len(part), "promoters": values.count(1), "nps": 100 * mean, "se": 100 * se, **ends}

    kind, wrong = judged(
        "01-nps",
        "asked.csv",
        {"score": answers, "area": areas},
        id="nps_by_area",
        what="Net Promoter Score by area",
        data="asked.csv column score (0–10), group column area",
        expected={"all": score(answers), "N": score(answers[:4]), "S": score(answers[4:])},
    )
    assert (kind, wrong) == ("net promoter score", [])


def test_pairs_of_columns_with_gaps(judged):
    x, y, z = [1, 2, 3, 4, 5, None], [2, 1, 4, 3, 5, 9], [5, None, 3, 2, 1, 7]
    expected = {}
    for (a, left), (b, right) in combinations({"x": x, "y": y, "z": z}.items(), 2):
        pairs = [(p, q) for p, q in zip(left, right, strict=True) if p is not None and q is not None]
        expected[f"{a}~{b}"] = {"n": len(pairs), "pearson": float(np.corrcoef(np.array(pairs).T)[0, 1])}
    kind, wrong = judged(
        "02-pairs",
        "gaps.csv",
        {"x": x, "y": y, "z": z},
        id="pairwise_with_gaps",
        what="pairwise correlation",
        data="gaps.csv, blanks are missing",
        expected=expected,
    )
    assert (kind, wrong) == ("correlation of pairs", [])


def test_lmg_of_other_drivers(judged):
    table = RNG.normal(size=(30, 3)) + RNG.normal(size=(30, 1))

    def r2(columns):
        design = np.column_stack([np.ones(30), table[:, columns]])
        left = table[:, 0] - design @ np.linalg.lstsq(design, table[:, 0], rcond=None)[0]
        return 1 - left.var() / table[:, 0].var()

    lmg = {"lift": 0.0, "yard": 0.0}
    for order in permutations([1, 2]):
        so_far: list[int] = []
        for driver in order:
            before = r2(so_far) if so_far else 0.0
            so_far.append(driver)
            lmg[("lift", "yard")[driver - 1]] += (r2(so_far) - before) / 2
    kind, wrong = judged(
        "03-drivers",
        "homes.csv",
        dict(zip(("overall", "lift", "yard"), table.T.tolist(), strict=True)),
        id="lmg_homes",
        what="LMG",
        data="homes.csv, outcome overall",
        expected={"r2": r2([1, 2]), "lmg": lmg, "first": {"lift": r2([1]), "yard": r2([2])}},
    )
    assert (kind, wrong) == ("decomposition of R²", [])


def test_an_unknown_case_may_name_its_kind(judged):
    exact = {"clopper_low": 0, "clopper_high": 1 - 0.025 ** (1 / 12), "wilson_low": 0}
    kind, wrong = judged(
        "90-new",
        "one.csv",
        {"hits": [0], "asked": [12]},
        id="anything",
        kind="intervals of shares",
        what="",
        data="one.csv",
        expected={"r0_n12": exact},
    )
    assert (kind, wrong) == ("intervals of shares", [])


def test_a_wrong_figure_and_a_key_nobody_gives_are_found(judged):
    _, wrong = judged(
        "01-wrong",
        "p.csv",
        {"p": [0.01, 0.04]},
        id="wrong",
        what="multiplicity adjustment",
        data="p.csv",
        expected={"bh": [0.02, 0.05], "holm": [0.02, 0.04], "sidak": 1},
    )
    assert [line.split(":")[0] for line in wrong] == ["bh[1]", "sidak"]


@pytest.mark.parametrize(
    ("expected", "got", "agrees"),
    [
        (None, float("nan"), True),
        (None, None, True),
        (None, 0.0, False),
        (0.0, float("nan"), False),
        (2.0, 2.0999, True),
        (2.0, 2.2, False),
        ("high", "high", True),
        ("high", "low", False),
        (True, np.True_, True),
        ([1, 2], [1], False),
        (1.0, MISSING, False),
    ],
)
def test_values_agree_within_tolerance_and_null_means_undefined(expected, got, agrees):
    assert all(each.agrees for each in compare(expected, got, {"abs": 0.0, "rel": 0.05})) is agrees
