-- Macros that others here build on. TEMP like all of them: one connection, nothing left in a file.

-- Full-width digits, letters and signs to ASCII; characters that print nothing are dropped. Conversion is slow, so only where there is something to convert.
create or replace temp macro ascii_text(text) as
    case when regexp_matches(text, '<<to_convert>>') then translate(text, <<wide_and_invisible>>, <<narrow>>) else text end;

-- The shape of a value: digits 9, hanzi 字, other letters a. For cell issues, which must not show the value itself.
create or replace temp macro value_shape(text) as
    left(replace(regexp_replace(regexp_replace(regexp_replace(
        text::varchar, '\p{Nd}', '9', 'g'), '\p{Han}', chr(1), 'g'), '\p{L}', 'a', 'g'), chr(1), '字'), 40);

-- HMAC-SHA256 in hex; the pads (64 bytes in hex) come from pipeline.privacy.keys.
create or replace temp macro hmac_sha256(message, inner_pad, outer_pad) as
    sha256(unhex(outer_pad) || unhex(sha256(unhex(inner_pad) || encode(message))));
