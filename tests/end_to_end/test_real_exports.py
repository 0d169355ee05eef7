"""What a correct load finds in real exports: every line of their README, asked of the core tables in SQL."""

import pytest

from tests.end_to_end.real_exports import build, lay, needs_real_exports, published

pytestmark = needs_real_exports

WJX = "wjx_parents_245/234274756_2_家庭教养方式测试（父母版）_245_245.xlsx"


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    """All complaint exports, one warehouse."""
    folder = tmp_path_factory.mktemp("complaints")
    lay(
        folder,
        "boston311_2011/boston_311_2011.csv.gz",
        "nyc311/nyc311_2022-05_portal.csv",
        "nyc311/nyc311_2019-12_socrata_api.csv",
        "nycdb_hpd_samples/dob_complaints.csv",
        "nycdb_hpd_samples/hpd_complaints_and_problems.csv",
        "cn_car_complaints_2024/汽车投诉数据(20240429).csv",
        "cn_gbk/car_complain_en_header_gbk.csv",
        "cn_zhiwu_messages/附件1_三级分类.xlsx",
        "cn_zhiwu_messages/附件2_带一级分类_示例495.xlsx",
        "cn_zhiwu_messages/附件3_示例30.xlsx",
        "cn_zhiwu_messages/附件4_示例120.xlsx",
        "not_really_csv/git_lfs_pointer.csv",
    )
    done = build(folder)
    assert done.code == 0, done.err
    with published(folder) as connection:
        yield lambda statement: connection.execute(statement).fetchall()


@pytest.fixture
def survey(tmp_path):
    """Build one survey with its sidecar and return how to ask it."""

    def ask(path, sidecar=None):
        lay(tmp_path, path, sidecar=sidecar)
        done = build(tmp_path)
        assert done.code == 0, done.err
        connection = published(tmp_path)
        return lambda statement: connection.execute(statement).fetchall()

    return ask


def of(name):
    return f"(select * from fct_complaint join load using (load_id) where file like '%{name}%')"


def test_boston_has_every_request_with_its_times(complaints):
    assert complaints(
        f"select count(*), count(distinct complaint_id), count(closed_at), min(received_at)::varchar, max(received_at)::varchar from {of('boston')}"
    ) == [(58251, 58251, 54570, "2011-07-01 01:32:33", "2011-12-31 23:11:06")]
    ((median, mean),) = complaints(
        f"select median(h), avg(h) from (select epoch(closed_at - received_at) / 3600 as h from {of('boston')})"
    )
    assert (round(median, 2), round(mean, 2)) == (22.18, 993.54)


def test_a_blank_due_date_of_boston_is_not_on_time(complaints):
    assert complaints(
        "select count(due_at), count(*) filter (where is_due_met), count(*) filter (where not is_due_met), "
        f"count(*) filter (where due_at is not null and closed_at is null), count(*) filter (where due_at is null and is_due_met) from {of('boston')}"
    ) == [(47270, 35591, 8230, 3449, 0)]


def test_housing_in_boston_stands_out(complaints):
    assert complaints(f"select count(*), count(closed_at) from {of('boston')} where subcategory = 'Housing'") == [
        (4145, 2650)
    ]


def test_new_york_in_both_spellings(complaints):
    assert complaints(f"select count(*), count(closed_at) from {of('2022-05')}") == [(924, 480)]
    assert complaints(f"select count(*), count(closed_at) from {of('2019-12')}") == [(1000, 998)]
    channels = dict(complaints(f"select upper(channel), count(*) from {of('2019-12')} group by 1"))
    assert channels == {"PHONE": 481, "ONLINE": 232, "MOBILE": 221, "UNKNOWN": 66}


def test_a_complaint_with_several_problems_is_one_complaint(complaints):
    assert complaints(f"select count(*) from {of('hpd_complaints')}") == [(6,)]
    assert complaints("select rows_read, rows_accepted, records from load where file like '%hpd_complaints%'") == [
        (10, 10, 6)
    ]
    assert complaints(f"select count(*) from {of('dob_')}") == [(100,)]


def test_ids_of_20_digits_stay_whole_and_missing_closings_are_said(complaints):
    assert complaints(
        f"select count(*), count(distinct complaint_id), min(length(complaint_id)), min(received_on)::varchar, max(received_on)::varchar, count(closed_at), "
        f"bool_or(has_resolution_field) from {of('汽车')}"
    ) == [(4671, 4671, 20, "2024-01-29", "2024-04-29", 0, False)]
    assert complaints(
        f"select count(*), count(distinct complaint_id), min(received_on)::varchar, max(received_on)::varchar from {of('gbk')}"
    ) == [(600, 600, "2020-06-05", "2020-06-08")]


def test_messages_to_the_city(complaints):
    assert complaints(f"select count(*), count(responded_at) from {of('附件4')}") == [(120, 120)]
    assert complaints(f"select count(*) from {of('附件3')}") == [(30,)]
    classes = dict(complaints(f"select subcategory, count(*) from {of('附件2')} group by 1"))
    assert classes == {
        "劳动和社会保障": 104,
        "城乡建设": 101,
        "教育文体": 96,
        "卫生计生": 58,
        "交通运输": 55,
        "商贸旅游": 48,
        "环境保护": 33,
    }


def test_what_is_no_complaint_export_is_refused_with_a_reason(complaints):
    refused = dict(complaints("select file, reason_code from load where status = 'refused'"))
    assert refused == {"附件1_三级分类.xlsx": "unknown_layout", "git_lfs_pointer.csv": "lfs_pointer"}


def test_every_source_row_is_accounted_for(complaints):
    assert (
        complaints(
            "select file from load where rows_read <> rows_accepted + rows_rejected + rows_duplicate + rows_superseded"
        )
        == []
    )


def test_wenjuanxing_by_number(survey):
    ask = survey(WJX)
    assert ask("select count(*), min(submitted_at)::varchar, max(submitted_at)::varchar from fct_response") == [
        (245, "2023-09-08 12:24:22", "2023-10-18 00:03:43")
    ]
    assert ask("select min(duration_seconds), median(duration_seconds), max(duration_seconds) from fct_response") == [
        (75, 450, 4382)
    ]
    assert dict(ask("select rating::int, count(*) from fct_rating group by 1")) == {
        5: 5452,
        4: 5193,
        1: 3978,
        2: 3134,
        3: 2333,
    }
    passed = dict(
        ask(
            "select question_id, count(*) filter (where rating = case question_id when '30' then 1 else 5 end) from fct_rating "
            "where role = 'attention_check' group by 1"
        )
    )
    assert passed == {"30": 207, "50": 206}
    assert ask("select count(*) from dim_question where question like '%总分%' and indicator_id is not null") == [(0,)]


def test_residents_of_guangzhou_with_two_reversed_items(survey):
    ask = survey("cn_greenspace_guangzhou_306/调查数据.xlsx", "greenspace")
    assert ask("select count(*), count(submitted_at) from fct_response") == [(306, 0)]
    pairs = "select a.rating as x, b.rating as y from fct_rating a join fct_rating b using (response_id) where a.question_id = '14' and b.question_id = '{}'"
    assert [round(ask(f"select corr(x, y) from ({pairs.format(item)})")[0][0], 3) for item in (20, 21)] == [
        -0.677,
        -0.682,
    ]
    assert ask("select question_id from dim_question where is_reversed order by 1") == [("20",), ("21",)]


def test_qualtrics_previews_are_rejected_with_that_reason(survey):
    ask = survey("qualtrics/mktg390_tacovore_raw_3hdr.csv")
    assert ask("select rows_read, rows_accepted, rows_rejected from load") == [(93, 89, 4)]
    assert ask("select distinct reason_code from rejected_row") == [("preview_row",)]


def test_zeros_of_the_airline_are_not_ratings(survey):
    ask = survey("airline_passenger_satisfaction/test.csv.gz", "airline")
    assert ask("select count(*) from fct_response") == [(25976,)]
    assert ask("select count(*) from fct_rating where role = 'rating' and rating = 0") == [(0,)]
    rows = ask(
        "select q.question, corr(r.rating, o.is_satisfied::int) from fct_rating r join dim_question q using (survey_id, question_id) "
        "join fct_rating o on o.response_id = r.response_id and o.role = 'outcome' where r.role = 'rating' group by 1 order by 2 desc"
    )
    assert [(name.split()[-1].lower(), round(value, 3)) for name, value in rows[:4]] == [
        ("boarding", 0.565), ("entertainment", 0.399), ("service", 0.389), ("comfort", 0.346),
    ]  # fmt: skip
    assert rows[2][0] == "Inflight wifi service"


def test_the_supervisors_of_the_textbook(survey):
    ask = survey("small_benchmarks/attitude.csv", "attitude")
    rows = ask(
        "select r.question_id, corr(r.rating, o.rating) from fct_rating r join fct_rating o on o.response_id = r.response_id and o.role = 'outcome' "
        "where r.role = 'rating' group by 1"
    )
    assert {name: round(value, 4) for name, value in rows} == {
        "complaints": 0.8254, "learning": 0.6237, "raises": 0.5901, "privileges": 0.4261, "critical": 0.1564, "advance": 0.1551,
    }  # fmt: skip


def test_identical_rows_without_ids_are_all_kept(survey):
    ask = survey("small_benchmarks/somerville_happiness_2015.csv", "somerville")
    assert ask("select count(*) from fct_response") == [(143,)]
    assert ask("select rows_read, rows_accepted, rows_duplicate from load") == [(143, 143, 0)]
    assert ask("select count(*), count(*) filter (where is_satisfied) from fct_rating where role = 'outcome'") == [
        (143, 77)
    ]


def test_zero_is_a_rating_where_the_scale_says_so(survey):
    ask = survey("small_benchmarks/plspm_satisfaction.csv", "plspm")
    assert ask("select count(*), round(avg(rating), 3) from fct_rating where question_id = 'sat1'") == [(250, 7.18)]
    assert ask(
        "select round(corr(a.rating, b.rating), 3) from fct_rating a join fct_rating b using (response_id) where a.question_id = 'sat1' and b.question_id = 'sat2'"
    ) == [(0.82,)]


def test_a_survey_that_nobody_answered_loads_with_no_rows(survey):
    ask = survey("not_really_csv/header_only_google_form.csv")
    assert ask("select status, layout, rows_read, records from load") == [("loaded", "google_forms", 0, 0)]
