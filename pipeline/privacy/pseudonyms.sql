-- Macros for pseudonyms: normalise a value, then HMAC-SHA256 it under the key of its purpose. Null in, null out.
-- <<home_inner>> and the like are the pads of the three keys. TEMP: they stay in the memory of one connection.

-- The first mobile number of a cell, else its first landline number of 7 to 12 digits. Null for masked numbers, for
-- 1.38E+10 (digits are lost) and for fillers such as 00000000.
create or replace temp macro phone_key(text) as
    list_transform(
        [translate(regexp_replace(ascii_text(trim(text)), '\.0+$', ''), <<phone_separators>>, '')],
        lambda digits: case
            when regexp_matches(text, '(?i)[0-9]\.?[0-9]*e\+?[0-9]') then null
            else coalesce(
                nullif(regexp_extract(digits, '(?:^|[^0-9])(?:\+?(?:00)?86)?(1[3-9][0-9]{9})(?:[^0-9]|$)', 1), ''),
                nullif(regexp_extract(digits, '(?:^|[^0-9*])([0-9]{7,12})(?:[^0-9*]|$)', 1), '')
            )
        end
    )[1];

create or replace temp macro is_filler(digits) as
    regexp_matches(digits, '^(?:1380*|0+|1+|2+|3+|4+|5+|6+|7+|8+|9+|12345678[0-9]*)$');

create or replace temp macro resident_phone(text) as
    case when not is_filler(phone_key(text)) then phone_key(text) end;

-- A name without spaces and without titles. Null for what names nobody.
create or replace temp macro name_key(text) as
    nullif(
        regexp_replace(
            regexp_replace(
                regexp_replace(lower(ascii_text(text)), '^\s*(?:mr|mrs|ms|miss|dr)\b', ''), '[\s·•.,，、]', '', 'g'
            ),
            '(?:先生|女士|小姐|太太|阿姨|师傅|老师|同志)$|^(?:匿名.*|业主|住户|租户|无|不详|未知|未填|保密|测试|客户'
            || '|(?:utilisateur|usuario)?(?:anonym[a-zäöü]*|an[oóô]nim[oa])|unknown|none|null|n/?a|test|[-*]+)$', ''
        ),
        ''
    );

-- 十二 to 12, 一百零二 to 102, 五零一 to 501; other text is left as it is.
create or replace temp macro arabic_numeral(text) as
    translate(
        case
            when regexp_matches(text, '^[〇零一二两三四五六七八九十百]+$') then
                regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
                regexp_replace(regexp_replace(regexp_replace(text,
                    '百零', '零'), '百$', '零零'), '百(.)$', '\1零'), '百', ''),
                    '^十$', '一零'), '^十', '一'), '十$', '零'), '十', '')
            else text
        end,
        '〇零一二两三四五六七八九', '001223456789'
    );

-- One part of an address, so that 03栋, ３号楼 and 三栋 agree.
create or replace temp macro address_part(text) as
    nullif(
        regexp_replace(
            arabic_numeral(regexp_replace(
                regexp_replace(regexp_replace(upper(ascii_text(text)), '\s', '', 'g'), '\.0+$', ''),
                '(?:号楼|#楼|栋|幢|座|楼|单元|门|室|房间|房|户|号|#)+$', ''
            )),
            '^0+([0-9])', '\1'
        ),
        ''
    );

create or replace temp macro home_pseudonym(community, building, unit, room) as
    'H' || left(hmac_sha256(
        regexp_replace(ascii_text(trim(community)), '\s', '', 'g')
        || chr(31) || coalesce(address_part(building), '')
        || chr(31) || coalesce(address_part(unit), '')
        || chr(31) || address_part(room),
        '<<home_inner>>', '<<home_outer>>'), 16);

-- By phone; else by name and home, for a name alone is no person.
create or replace temp macro resident_pseudonym(phone, name, home) as
    'R' || left(hmac_sha256(
        coalesce('phone' || chr(31) || resident_phone(phone), 'name' || chr(31) || name_key(name) || chr(31) || home),
        '<<resident_inner>>', '<<resident_outer>>'), 16);

create or replace temp macro handler_code(name) as
    'S' || left(hmac_sha256(name_key(name), '<<staff_inner>>', '<<staff_outer>>'), 8);
