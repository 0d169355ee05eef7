-- row_decision (temporary): one row per load and decision on its rows, counted from the tables, not derived from each other.
create temp table row_decision as
select load_id, 'accepted' as decision, count(*) as rows, count(*) as records from fct_complaint group by load_id
union all
select load_id, 'accepted', count(*), count(*) from fct_response group by load_id
union all
select extra.load_id, coalesce(version.decision, 'accepted'), count(*), 0
from stg_complaint extra
left join (select distinct on (load_id, record_key, received_on) load_id, record_key, received_on, decision from complaint_version order by row_number) version
    on version.load_id = extra.load_id and version.record_key = extra.record_key and version.received_on = extra.received_at::date
where part > 0
group by all
union all
select extra.load_id, coalesce(version.decision, 'accepted'), sum(len(source_rows) - 1)::bigint, 0
from stg_response extra
left join response_version version on version.load_id = extra.load_id and version.row_number = extra.row_number
where len(source_rows) > 1
group by all
union all
select load_id, decision, count(*), 0 from complaint_version where decision <> 'accepted' group by all
union all
select load_id, decision, count(*), 0 from response_version where decision <> 'accepted' group by all
union all
select load_id, 'accepted', count(distinct row_number), count(distinct row_number) from stg_roster group by load_id
union all
select load_id, 'accepted', count(distinct row_number), count(distinct row_number) from stg_measure group by load_id
union all
select load_id, 'accepted', count(distinct row_number), count(distinct row_number) from stg_operational group by load_id
union all
select load_id, 'rejected', count(*), 0 from stg_rejected group by load_id;

-- load: one row per file and table (sheet) met in the exports folder.
create table load as
with counted as (
    select
        load_id,
        coalesce(sum(rows) filter (where decision = 'accepted'), 0)::bigint as rows_accepted,
        coalesce(sum(rows) filter (where decision = 'rejected'), 0)::bigint as rows_rejected,
        coalesce(sum(rows) filter (where decision = 'duplicate'), 0)::bigint as rows_duplicate,
        coalesce(sum(rows) filter (where decision = 'superseded'), 0)::bigint as rows_superseded,
        coalesce(sum(records), 0)::bigint as records
    from row_decision
    group by load_id
),
issues as (
    select load_id, count(*) as cell_issues from stg_issue group by load_id
)
select
    met.load_id, met.file, met.sheet, met.kind, met.layout, met.encoding, met.sha256, met.status, met.reason, met.reason_en, met.reason_code,
    met.rows_read,
    coalesce(counted.rows_accepted, 0) as rows_accepted,
    coalesce(counted.rows_rejected, 0) as rows_rejected,
    case when met.status = 'duplicate' then met.rows_read else coalesce(counted.rows_duplicate, 0) end as rows_duplicate,
    coalesce(counted.rows_superseded, 0) as rows_superseded,
    coalesce(counted.records, 0) as records,
    coalesce(issues.cell_issues, 0) as cell_issues,
    met.exported_at, met.covers_until, met.notes, met.notes_en
from met
left join counted using (load_id)
left join issues using (load_id)
order by load_id;

-- rejected_row: one row per source row that could not become a record.
create table rejected_row as
select load_id, load.file, load.sheet, rejected.row_number, rejected.column_name, rejected.reason_code, words.zh as reason, words.en as reason_en
from stg_rejected rejected
join load using (load_id)
left join reason_words words on words.code = rejected.reason_code
order by load_id, row_number;

-- cell_issue: one row per cell that could not be read.
create table cell_issue as
select load_id, load.file, load.sheet, issue.row_number, issue.column_name, issue.reason_code, words.zh as reason, words.en as reason_en, issue.value_shape
from stg_issue issue
join load using (load_id)
left join reason_words words on words.code = issue.reason_code
order by load_id, row_number, column_name;
