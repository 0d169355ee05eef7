-- working_day (temporary): one row per working day, numbered from 0.
create temp table working_day as
select workdays_before as place, day, is_known from working_calendar where is_workday;

-- complaint_limit (temporary): one row per type, severity and day of receipt for which a limit was in force, with the line of the one that counts.
create temp table complaint_limit as
with met as (
    select category, severity, received_at::date as received_on from stg_complaint
    union
    select category, severity, received_at::date from complaint_corrected
)
select
    met.category, met.severity, received_on,
    arg_max(line, (dim_limit.category is not null, dim_limit.severity is not null, valid_from)) as line
from met
join dim_limit
    on (dim_limit.category is null or dim_limit.category = met.category)
    and (dim_limit.severity is null or lower(dim_limit.severity) = lower(met.severity))
    and valid_from <= received_on
group by met.category, met.severity, received_on;

-- Where a limit ends. A time that is known by its day only has no limit of under a day, and one of days ends with a day (metrics.md, Time).
create or replace temp macro calendar_end(moment, time_precision, hours) as
    case
        when time_precision <> 'day' then moment + to_seconds(hours * 3600)
        when hours >= 24 then date_trunc('day', moment) + to_days(ceil(hours / 24)::integer) + interval 86399 second
    end;

-- Working seconds from the first day of the calendar to the end of a limit, and the place of the working day in which that is.
create or replace temp macro working_seconds(moment, time_precision, hours, workdays_before, is_workday, opens, closes) as
    case
        when time_precision <> 'day' then
            workdays_before * (closes - opens) + hours * 3600
            + case when is_workday then least(greatest(epoch(moment) - epoch(date_trunc('day', moment)) - opens, 0), closes - opens) else 0 end
        when hours * 3600 >= closes - opens then
            (workdays_before + is_workday::integer + ceil(hours * 3600 / (closes - opens))) * (closes - opens)
    end;

create or replace temp macro working_place(seconds, opens, closes) as (ceil(seconds / (closes - opens)) - 1)::bigint;

create or replace temp macro working_end(seconds, time_precision, day, place, opens, closes) as
    case
        when time_precision <> 'day' then day::timestamp + to_seconds(opens + seconds - place * (closes - opens))
        else day::timestamp + interval 86399 second
    end;
