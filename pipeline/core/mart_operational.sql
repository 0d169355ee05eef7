-- mart_operational: one row per value of an operational indicator, as metrics read it. A view.
create view mart_operational as
select
    indicator as indicator_id, coalesce(unit, '') as unit, community_id, department, period_start as reported_on, value, 1::bigint as reports
from fct_operational_indicator;
