-- Empty staged relations: what the tables of core stand on where no export of a kind is there. Columns as in pipeline/staging/staged.py.
create temp table empty_complaint (
    row_number bigint, record_id varchar, source varchar, record_key ubigint, reject_code varchar, issue_columns varchar[], part bigint, community varchar, building varchar, home_id varchar,
    resident_id varchar, handler_id varchar, department varchar, channel varchar, category varchar, subcategory varchar, detail varchar, severity varchar,
    summary varchar, description varchar, result varchar, received_at timestamp, received_precision varchar, registered_at timestamp, assigned_at timestamp,
    responded_at timestamp, responded_precision varchar, investigated_at timestamp, proposed_at timestamp, approved_at timestamp, executed_at timestamp,
    resolved_at timestamp, resolved_precision varchar, resolved_from varchar, feedback_at timestamp, closed_at timestamp, closed_precision varchar, archived_at timestamp,
    due_at timestamp, due_precision varchar, reopened_at timestamp, reopened_precision varchar, called_back_at timestamp, recontacted_at timestamp, recontact_answer varchar, callbacks integer, status varchar, outcome varchar,
    callback_answer varchar, is_confirmed_resolved boolean, has_resolution_field boolean, has_closing_field boolean, has_due_field boolean
);
create temp table empty_response (
    row_number bigint, record_key varchar, content_hash ubigint, survey_id varchar, community varchar, submitted_at timestamp, submitted_on date, time_precision varchar,
    started_at timestamp, duration_seconds bigint, channel varchar, is_finished boolean, is_valid boolean, invalid_reasons varchar[], flags varchar[],
    answered_ratings integer, attributes map(varchar, varchar), source_rows bigint[]
);
create temp table empty_rating (row_number bigint, question_id varchar, rating double);
create temp table empty_set_aside (row_number bigint, question_id varchar, rating double);
create temp table empty_need (row_number bigint, question_id varchar, option varchar, is_selected boolean);
create temp table empty_comment (row_number bigint, question_id varchar, comment varchar);
create temp table empty_question (
    survey_id varchar, question_id varchar, question varchar, role varchar, indicator_id varchar, indicator_zh varchar, indicator_en varchar,
    scale_min double, scale_max double, satisfied_codes double[], is_reversed boolean, assumed varchar,
    labels varchar[], codes double[], origin varchar, declared_satisfied varchar[], is_direction_said boolean
);
create temp table empty_survey (
    survey_id varchar, title varchar, layout varchar, method varchar, period_start date, period_end date, invited bigint, sample varchar, incentive varchar
);
create temp table empty_roster (row_number bigint, community varchar, aliases varchar[], households bigint, valid_from date, community_id varchar);
create temp table empty_measure (
    row_number bigint, measure_id varchar, measure varchar, problem varchar, category varchar, subcategory varchar, indicator varchar, owner_post varchar,
    steps varchar, resources varchar, training varchar, status varchar, target varchar, communities varchar[], buildings varchar[], starts_on date, due_on date, evaluate_on date,
    problem_ids varchar[]
);
create temp table empty_operational (
    row_number bigint, indicator varchar, community varchar, department varchar, period_start date, value double, unit varchar
);
create temp table empty_rejected (row_number bigint, column_name varchar, reason_code varchar);
create temp table empty_issue (row_number bigint, column_name varchar, reason_code varchar, value_shape varchar);
