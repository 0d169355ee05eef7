-- stg_complaint: one row per source row; rows that cannot be complaints carry a reject_code, unreadable cells are named in issue_columns. Nothing personal passes this statement:
-- homes, residents and handlers leave as pseudonyms, texts scrubbed.
-- {source}: row_number, one column per canonical field (null where the export has none), times with their precision, scrubbed texts.
with source as (
    {source}
),
placed as (
    select
        source.*,
        {community_name} as community_name,
        homes.building as known_building,
        homes.home_id,
        homes.place_id,
        coalesce(phones.resident_id, names.resident_id) as resident_id,
        handlers.handler_id
    from source
    left join {homes} homes on {same_home}
    left join {phones} phones on phones.phone = source.phone
    left join {names} names on names.name = source.name and names.place_id = homes.place_id
    left join {handlers} handlers on handlers.handler = source.handler
),
coded as (
    select
        placed.*,
        status_map.code as status_code,
        coalesce(category_map.code, subcategory_map.code) as category_code,
        coalesce(channel_map.code, channels.word) as channel_word,
        coalesce(severity_map.code, severities.word) as severity_word,
        communities.word as community_word,
        departments.word as department_word,
        subcategories.word as subcategory_word,
        details.word as detail_word,
        satisfaction_map.code as satisfaction_code,
        confirmed_map.code as confirmed_code,
        reached_map.code as reached_code,
        second_map.code as second_code
    from placed
    left join {words} channels on channels.raw = placed.channel
    left join {words} severities on severities.raw = placed.severity
    left join {words} communities on communities.raw = placed.community_name
    left join {words} departments on departments.raw = placed.department
    left join {words} subcategories on subcategories.raw = coalesce(placed.subcategory, placed.category)
    left join {words} details on details.raw = placed.detail
    left join {value_map} status_map on status_map.field = 'status' and status_map.raw = placed.status
    left join {value_map} category_map on category_map.field = 'category' and category_map.raw = placed.category
    left join {value_map} subcategory_map on subcategory_map.field = 'subcategory' and subcategory_map.raw = coalesce(placed.subcategory, placed.category)
    left join {value_map} channel_map on channel_map.field = 'channel' and channel_map.raw = placed.channel
    left join {value_map} severity_map on severity_map.field = 'severity' and severity_map.raw = placed.severity
    left join {value_map} satisfaction_map on satisfaction_map.field = 'satisfaction' and satisfaction_map.raw = placed.satisfaction
    left join {value_map} confirmed_map on confirmed_map.field = 'confirmed' and confirmed_map.raw = placed.confirmed
    left join {value_map} reached_map on reached_map.field = 'callback_reached' and reached_map.raw = placed.callback_reached
    left join {value_map} second_map on second_map.field = 'second_satisfaction' and second_map.raw = placed.second_satisfaction
),
timed as (
    select
        *,
        case when status_code in ('withdrawn', 'merged', 'out_of_scope') then status_code when withdrawn_at is not null then 'withdrawn' end as outcome_code,
        coalesce(closed_at, case when status_code in ('closed', 'withdrawn', 'merged', 'out_of_scope') then status_at end) as closed,
        case when closed_at is null then status_at_precision else closed_at_precision end as closed_precision,
        coalesce(resolved_at, closed_at, case when status_code in ('resolved', 'closed') then status_at end) as finished,
        case when resolved_at is not null then resolved_at_precision when closed_at is not null then closed_at_precision else status_at_precision end as finished_precision
    from coded
)
select
    row_number,
    case
        when is_total_row then 'total_row'
        when drop_code is not null then drop_code
        when end_code is not null then end_code
        when received_at is null then 'no_time'
        when received_at > {latest} then 'future_time'
    end as reject_code,
    {record_id} as record_id,
    {source_name} as source,
    case
        when {record_id} is not null then hash({source_name} || '|' || {record_id})
        when place_id is not null or description is not null or summary is not null
            then hash({source_name} || '|' || concat_ws('|', community_name, place_id, received_at, summary, description{place})){of_moment}
        else hash({file_key} || '|' || row_number)
    end as record_key,
    community_word as community,
    known_building as building,
    home_id,
    resident_id,
    handler_id,
    department_word as department,
    channel_word as channel,
    category_code as category,
    subcategory_word as subcategory,
    detail_word as detail,
    severity_word as severity,
    summary_text as summary,
    description_text as description,
    result_text as result,
    received_at, received_at_precision as received_precision,
    registered_at, assigned_at,
    responded_at, responded_at_precision as responded_precision,
    investigated_at, proposed_at, approved_at, executed_at,
    case when outcome_code is null then finished end as resolved_at,
    finished_precision as resolved_precision,
    case when outcome_code is not null or finished is null then null when resolved_at is not null then 'finished' else 'closed' end as resolved_from,
    feedback_at,
    closed as closed_at, closed_precision,
    archived_at,
    due_at, due_at_precision as due_precision,
    reopened_at, reopened_at_precision as reopened_precision,
    called_back_at,
    coalesce(
        outcome_code,
        status_code,
        case when {has_status} then null when closed is not null then 'closed' when finished is not null then 'resolved' when {has_resolution} then 'open' end
    ) as status,
    outcome_code as outcome,
    case
        when lower(reached_code) in ('no', 'false') then 'not_reached'
        when satisfaction_code is not null then satisfaction_code
        when called_back_at is not null then 'not_rated'
        when {has_callback} then 'not_called'
    end as callback_answer,
    case when lower(confirmed_code) in ('yes', 'true') then true when lower(confirmed_code) in ('no', 'false') then false end as is_confirmed_resolved,
    recontacted_at,
    second_code as recontact_answer,
    try_cast(regexp_extract(callbacks, '^\d{{1,3}}') as integer) as callbacks,
    {has_resolution} as has_resolution_field,
    {has_closing} as has_closing_field,
    {has_due} as has_due_field,
    {issues} as issue_columns,
    {part} as part
from timed
