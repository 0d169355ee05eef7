-- fct_rating: one row per response and rating question answered.
create table fct_rating as
with turned as (
    select
        response.*, rated.question_id, rated.rating, question.indicator_id, question.role, question.scale_min, question.scale_max,
        question.satisfied_codes,
        case when question.is_reversed then question.scale_min + question.scale_max - rated.rating else rated.rating end as turned_rating
    from rating_agreed rated
    join fct_response response on response.load_id = rated.load_id and response.row_number = rated.row_number
    join dim_question question on question.survey_id = response.survey_id and question.question_id = rated.question_id
)
select
    response_id, survey_id, question_id, indicator_id, role, rating,
    case when scale_max > scale_min then (turned_rating - scale_min) / (scale_max - scale_min) * 100 end as index_value,
    list_contains(satisfied_codes, turned_rating) as is_satisfied,
    community_id, submitted_on, method, is_valid, 1::bigint as answers
from turned;

-- fct_score: one row per response and indicator.
create table fct_score as
with scored as (
    select
        response_id, indicator_id,
        avg(index_value) as index_value,
        case when count(*) = 1 then bool_and(is_satisfied) else avg(index_value) >= 75 end as is_satisfied
    from fct_rating
    where indicator_id is not null
    group by response_id, indicator_id
)
select response_id, survey_id, indicator_id, community_id, submitted_on, method, is_valid, index_value, is_satisfied, 1::bigint as respondents
from scored
join fct_response using (response_id);

-- mart_score: one row per day, survey, community, indicator, method, validity and value.
create table mart_score as
select
    submitted_on, survey_id, community_id, indicator_id, method, is_valid, index_value, is_satisfied, sum(respondents)::bigint as respondents
from fct_score
group by all;

-- mart_margin: one row per response and indicator, with what the respondent said of the attributes of margins.csv.
create view mart_margin as
with listed as (
    select attribute, flatten(list(questions)) as questions, flatten(list(answers)) as answers from dim_margin group by attribute
),
said as (
    select
        response_id, attribute,
        list_filter(list_transform(questions, lambda question: attributes[question]), lambda answer: list_contains(answers, answer))[1] as answer
    from fct_response
    cross join listed
),
cell as (
    select response_id, string_agg(coalesce(answer, ''), chr(31) order by attribute) as margin_cell from said group by response_id
)
select
    submitted_on, survey_id, community_id, indicator_id, method, is_valid, index_value, is_satisfied, respondents,
    coalesce(margin_cell, '') as margin_cell
from fct_score
left join cell using (response_id);

-- mart_rating: one row per rating with its question and scale. A view: the text of a question is not written a million times.
create view mart_rating as
select
    rated.*, question.question, question.scale_min, question.scale_max, format('{:g}–{:g}', question.scale_min, question.scale_max) as scale,
    question.scale_min = 0 and question.scale_max = 10
        and regexp_matches(lower(question.question), '(多大可能|愿意|向|把).{0,12}推荐|推荐给|推荐.{0,12}(可能|意愿|意向|程度)|推荐(度|值|指数)|recomm?[ie]nd|recommand|raccomand|empfehl|(?:^|[^a-z])nps(?:[^a-z]|$)|net promoter') as is_recommendation
from fct_rating rated
join dim_question question using (survey_id, question_id);

-- fct_need: one row per response, multiple-choice question and option offered.
create table fct_need as
select
    response_id, survey_id, need.question_id, need.option, need.is_selected, community_id, submitted_on, method, is_valid, 1::bigint as answers
from stg_need need
join fct_response response on response.load_id = need.load_id and response.row_number = need.row_number;

-- fct_comment: one row per response and free-text question answered.
insert into fct_comment by name
select response_id, survey_id, said.question_id, said.comment
from stg_comment said
join fct_response response on response.load_id = said.load_id and response.row_number = said.row_number;
