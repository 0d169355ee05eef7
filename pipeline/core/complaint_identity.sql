-- complaint_repeated (temporary): one row per staged row whose key another row has too; every other row is a complaint of its own.
-- words: what the complaint is about: its text, else its type, else its home. The key is a hash of 64 bits: that two of ten million records share one by chance happens in one
-- build of 300,000, and they would still stand apart below, as equal numbers of two communities or days do.
create temp table complaint_repeated as
with repeated as (
    select record_key from stg_complaint where part = 0 group by record_key having count(*) > 1
)
select
    load_id, row_number, file_order, exported_at, record_key, received_at::date as received_on, coalesce(community_map.community_id, '') as community_id,
    hash(home_id) as home, hash(building) as building,
    case
        when summary is not null or description is not null then hash(summary, description)
        when category is not null or subcategory is not null then hash(category, subcategory)
        when home_id is not null then hash(home_id)
    end as words,
    status, outcome, resolved_at, resolved_precision, resolved_from, closed_at, reopened_at,
    hash(*columns(staged.* exclude (row_number, load_id, file_order, exported_at, reject_code, issue_columns))) as content_hash
from stg_complaint staged
semi join repeated using (record_key)
left join community_map on community_map.community = staged.community
where part = 0;

-- complaint_occasion (temporary): one row per key, community and day of receipt, of the keys that were met with several of these; numbered in the order in which they were first met.
create temp table complaint_occasion as
with contested as (
    select record_key from complaint_repeated group by record_key
    having min(received_on) <> max(received_on) or min(community_id) <> max(community_id)
)
select
    record_key, community_id, received_on, min(file_order) as first_order, list(distinct file_order) as exports,
    row_number() over (partition by record_key order by min(file_order), min(row_number)) as occasion
from complaint_repeated
semi join contested using (record_key)
group by record_key, community_id, received_on;

-- complaint_link (temporary): one row per occasion that corrects an older one: another day of the same community and home, or the same day and building under another community, with
-- the same words, and never both in one export. Where this fails for most of the numbers that look corrected, the export numbers anew and corrects nothing.
create temp table complaint_link as
with said as (
    select distinct record_key, occasion, first_order, exports, community_id, received_on, home, building, words
    from complaint_repeated
    join complaint_occasion using (record_key, community_id, received_on)
),
likely as (
    select newer.record_key, newer.occasion, max(older.occasion) as corrected
    from said newer
    join said older
        on older.record_key = newer.record_key and older.words = newer.words and older.first_order < newer.first_order
        and not list_has_any(older.exports, newer.exports)
        and (
            (older.community_id = newer.community_id and older.home = newer.home)
            or (older.received_on = newer.received_on and older.building = newer.building)
        )
    group by newer.record_key, newer.occasion
),
-- Numbers of an export that stand for another occasion than before, while an older one is gone: corrected, or the ledger numbers anew.
still_there as (
    select record_key, export, count(*) filter (where first_order < export) as occasions
    from (select record_key, first_order, unnest(exports) as export from complaint_occasion)
    group by record_key, export
),
renewed as (
    select known.record_key, known.occasion, known.first_order
    from (select *, rank() over (partition by record_key order by first_order) - 1 as older from complaint_occasion) known
    join still_there on still_there.record_key = known.record_key and still_there.export = known.first_order
    where known.older > still_there.occasions
),
correcting as (
    select first_order from renewed left join likely using (record_key, occasion) group by first_order having 2 * count(corrected) >= count(*)
)
select record_key, occasion, corrected from likely join renewed using (record_key, occasion) semi join correcting using (first_order);

-- complaint_chain (temporary): one row per occasion with the oldest one that it corrects, directly or through others.
create temp table complaint_chain as
with recursive chained as (
    select record_key, occasion, occasion as chain from complaint_occasion anti join complaint_link using (record_key, occasion)
    union all
    select link.record_key, link.occasion, chained.chain
    from complaint_link link
    join chained on chained.record_key = link.record_key and chained.occasion = link.corrected
)
select record_key, community_id, received_on, chain from chained join complaint_occasion using (record_key, occasion);

-- complaint_variant (temporary): complaint_repeated with the complaint that each row is of: variant 1, 2 … of its key.
-- Rows of one export that differ are different complaints; the first, second … of the next export are taken for the same ones.
create temp table complaint_variant as
with chained as (
    select repeated.*, coalesce(chain, 0) as chain from complaint_repeated repeated left join complaint_chain using (record_key, community_id, received_on)
),
first_seen as (
    select *, min(row_number) over (partition by record_key, chain, load_id, content_hash) as first_row from chained
),
within_export as (
    select *, dense_rank() over (partition by record_key, chain, load_id order by first_row) as place from first_seen
)
select
    * exclude (community_id, home, building, words, chain, first_row, place),
    dense_rank() over (partition by record_key order by chain, place) as variant
from within_export;

-- complaint_suffix (temporary): one row per further complaint under one key, with what tells its id apart: the day on which it was received, else a number.
create temp table complaint_suffix as
with first_met as (
    select record_key, variant, arg_min(received_on, (file_order, row_number)) as first_on
    from complaint_variant
    where record_key in (select record_key from complaint_variant where variant > 1)
    group by record_key, variant
),
numbered as (
    select
        *,
        first_value(first_on) over (partition by record_key order by variant) as plain_on,
        row_number() over (partition by record_key, first_on order by variant) as number
    from first_met
)
select record_key, variant, case when first_on <> plain_on then '@' || first_on else '' end || case when number > 1 then '#' || number else '' end as suffix
from numbered
where variant > 1;
