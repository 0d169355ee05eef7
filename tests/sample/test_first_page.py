"""The first page that a newcomer sees: the sample, built by the pipeline, shows the planted effects of its last quarter."""

from __future__ import annotations

import re

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboards.environment import ROOT, for_child

BETTER, WORSE = "变好", "变差"


@pytest.fixture(scope="module")
def first_page(sample_settings) -> AppTest:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in for_child(sample_settings).items():
            if name.startswith("MANYIDU_"):
                patch.setenv(name, value)
        st.cache_resource.clear()
        st.cache_data.clear()
        app = AppTest.from_file(str(ROOT / "dashboards" / "app.py"), default_timeout=120)
        app.query_params["lang"] = "zh"
        yield app.run()


def said(app: AppTest, *words: str) -> bool:
    return any(all(word in text.value for word in words) for text in app.markdown)


def test_it_opens_on_the_last_whole_quarter_without_an_error(first_page):
    assert not first_page.exception
    assert not first_page.error
    assert first_page.selectbox(key="period").value == "2024Q4"


def test_it_says_that_attitude_got_better_after_the_training(first_page):
    assert said(first_page, BETTER, "服务态度", "上升")


@pytest.mark.parametrize("community", ["朗月城", "听澜湾"])
def test_it_says_that_fewer_are_resolved_in_time_where_the_contractor_left(first_page, community):
    assert said(first_page, WORSE, community, "天内解决率", "下降")


def test_the_whole_company_resolves_less_and_every_resolution_rate_is_compared(first_page):
    rates = [metric for metric in first_page.metric if re.search("天内解决率", metric.label)]
    assert len(rates) == 3
    assert all(rate.delta.startswith("−") for rate in rates)


def test_the_noise_of_the_small_community_is_not_called_a_change(first_page):
    assert not said(first_page, "春晓苑", "满意率", "区间")


def test_groups_with_too_few_answers_say_why_they_are_not_shown(first_page):
    assert any("作答人数太少" in caption.value for caption in first_page.caption)
