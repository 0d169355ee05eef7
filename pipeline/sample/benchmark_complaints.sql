-- One row per invented complaint, 15 columns, about 215 bytes each in UTF-8.
-- Every draw is a hash of seed, row and name of the draw: the number of threads does not change the file.
with drawn as (
    select
        i,
        hash($seed, i, 'home') % 50000 as home,
        hash($seed, hash($seed, i, 'home') % 50000, 'who') as who,
        hash($seed, i, 'time') as time,
        hash($seed, i, 'kind') as kind,
        hash($seed, i, 'words') as words,
        hash($seed, i, 'pace') as pace,
        hash($seed, i, 'fate') as fate
    from range(1, $rows + 1) as numbers(i)
),
timed as (
    -- Five years; 8 minutes to 4 days of work; one case in 17 is still open.
    select
        *,
        timestamp '2019-01-01' + to_seconds((time % 157680000)::bigint) as received_at,
        to_seconds(exp((pace % 10000) / 10000.0 * 6.5 + 6.2)::bigint) as work,
        to_days(list_extract([1, 3, 7], (kind % 3 + 1)::bigint)) as time_limit,
        fate % 17 > 0 as is_finished
    from drawn
),
peopled as (
    -- Room, name and phone belong to the home.
    select
        *,
        (home % 30 + 1) || '-' || (who % 3 + 1) || '-' || (who // 11 % 30 + 1) || '0' || (who % 4 + 1) as room,
        list_extract($names, (who // 13 % len($names) + 1)::bigint) as resident,
        list_extract($prefixes, (who // 31 % len($prefixes) + 1)::bigint)
            || lpad((who // 7 % 100000000)::varchar, 8, '0') as phone
    from timed
),
worded as (
    -- Three texts in a hundred hold something personal, one a quoted line break, one commas of both kinds.
    select
        *,
        list_extract($fragments, (words % len($fragments) + 1)::bigint) || '，'
            || list_extract($fragments, (words // 1009 % len($fragments) + 1)::bigint)
            || case words // 1000003 % 100
                when 0 then '。我电话' || phone
                when 1 then '。我住' || room
                when 2 then '。我叫' || resident || '，请联系'
                when 3 then '，' || chr(10) || '备注："急"'
                when 4 then ',已反映' || (words % 5 + 2) || '次,没有结果'
                else ''
            end as description
    from peopled
)
select
    strftime(received_at, '%y%m%d') || lpad(i::varchar, 8, '0') as "投诉编号",
    list_extract($communities, (home % len($communities) + 1)::bigint) as "项目名称",
    room as "房号",
    resident as "投诉人",
    phone as "联系电话",
    strftime(received_at, '%Y-%m-%d %H:%M') as "投诉时间",
    list_extract(['电话', '微信', '前台', '业主群', '12345热线'], (kind // 13 % 5 + 1)::bigint) as "投诉渠道",
    list_extract(['服务类', '设施类', '安全类', '管理类', '其他类'], (kind // 101 % 5 + 1)::bigint) as "投诉分类",
    description as "投诉内容",
    list_extract($handlers, (kind // 1013 % len($handlers) + 1)::bigint) as "处理人",
    strftime(received_at + time_limit, '%Y-%m-%d %H:%M') as "限时完成时间",
    strftime(received_at + work / 4, '%Y-%m-%d %H:%M') as "答复时间",
    case when is_finished then strftime(received_at + work, '%Y-%m-%d %H:%M') end as "完成时间",
    case when is_finished then '已关闭' else '处理中' end as "单据状态",
    case
        when is_finished and fate // 128 % 100 >= 35
            then list_extract(['非常满意', '满意', '一般', '不满意', '非常不满意'], (fate // 65536 % 5 + 1)::bigint)
    end as "回访满意度"
from worded
