-- scrub_text: free text with [电话], [姓名] and so on where something personal stood. The rules are in patterns.yml.
-- No lambda binds what is used twice: DuckDB runs a lambda on every row of a vector, also on those a CASE left out.

-- The name of a row. Null for one that is an ordinary word too (高峰, 方便): it tells nothing, and would spoil the text.
create or replace temp macro telling_name(name) as
    case when name_key(name) is not null and not regexp_full_match(name::varchar, '<<ordinary>>') then name::varchar end;

-- The shortest part of a name by which people sign or are called: 子涵 of 赵子涵, Anna of Anna Schmidt, 张伟 of 张伟.
create or replace temp macro called_name(name) as
    case
        when regexp_full_match(name, '\p{Han}{3}') then right(name, 2)
        else coalesce(nullif(regexp_extract(name, '^\p{L}{3,}'), ''), name)
    end;

-- The first test is true wherever the second is, and cheap.
create or replace temp macro has_name(text, name) as
    case
        when contains(text, case length(name) when 2 then name when 3 then right(name, 2) else left(name, 3) end)
            then length(name) > 1 and contains(text, called_name(name::varchar))
        else false
    end;

-- The mark stands for a name that tells nothing: no text that reaches this holds one.
create or replace temp macro without_name(text, name) as
    replace(
        replace(text, coalesce(telling_name(name), '<<mark>>'), '[姓名]'),
        case when telling_name(name) is null then '<<mark>>' else called_name(name::varchar) end,
        '[姓名]'
    );

-- What the rules read. Conversion is slow, so only where there is something to convert.
create or replace temp macro readable(text) as
    case when regexp_matches(text, '<<unusual>>') then ascii_text(text) else text end;

create or replace temp macro scrub_text(text, own_name) as
    case
        when (<<may_be_personal>>) or has_name(text, own_name) then replace(<<scrubbed>>, '<<mark>>', '')
        else text
    end;
