"""One way of reading for each shape of a time, digits as 9: ``9999年9月9日 PM 9:99``, ``99/99/9999 99:99:99 AM``, ``999-9-9``, ``9999999999``."""

from __future__ import annotations

import re

from pipeline.staging.offsets import offset_minutes
from pipeline.staging.sql import literal
from pipeline.staging.time_languages import in_one_form
from pipeline.staging.time_order import Order

MONTHS = r"(?i)\b(?:january|february|march|april|june|july|august|september|october|november|december)\b"
SHORT_MONTHS = r"(?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)\b"
WEEKDAYS = r"(?i)[(（\[]?(?:\b(?:mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?\b\.?|(?:星期|礼拜|周)[一二三四五六日天])[)）\]]?,?\s*"
HALF = r"(?i)\s*([AP])(?:\.\s?)?M\.?\s*"
IDLE_HALF = r"(?i)(?:\b(?:1[3-9]|2[0-3])[:时点].*PM|PM ?(?:1[3-9]|2[0-3])[:时点]|\b00?[:时点].*AM|AM ?00?[:时点])"
# An offset behind GMT or UTC, or alone as in mails, and the name that browsers write behind it; GMT and UTC alone are no offset.
ZONE = r"\s*(?:\b(?:GMT|UTC)(?:[+-]9{1,2}(?::?9{2})?)?|\s[+-]9{4})(?:\s*\([^()]*\))?$"
ZONE_WORD = "(?:[A-Z]{2,3}T|[MOW]ES?Z)"
ABOUT = "(?:整|钟|多|左右|前后|许)"
CLOCK = rf"(?: ?(?:[AP]M ?)?9{{1,2}}[:时点](?:99?分?|半)?{ABOUT}*)?"
REPUBLIC = r"(?:中?[华華]?民[国國])"
EPOCH = "case when {number} between 631152000 and 4102444800 then to_timestamp({number}) end"


def order_in_doubt(shape: str) -> bool:
    """Whether the order of day, month and a year of two digits is open."""
    return re.match(r"9{1,2}([/.\-])9{1,2}\1(9{4}|9{1,2})(?!9)", shape) is not None


def lacks_year(shape: str) -> bool:
    """Whether a cell of this shape is a date that names no year."""
    return re.fullmatch(rf"9{{1,2}}(月9{{1,2}}[日号]?|[./-]9{{1,2}}){CLOCK}", shape) is not None


def is_of_the_republic(shape: str) -> bool:
    """Whether the year counts from 1911: three digits, or named so."""
    return re.match(rf"(?:{REPUBLIC} ?9{{2,3}}|9{{3}})[年./-]9{{1,2}}[月./-]9{{1,2}}(?!9)|9{{7}}$", shape) is not None


def reader(shape: str, order: Order, year: str | None) -> str | None:
    """Return ``precision|zone|expression`` for cells of this shape, None where no reading is known.

    Args:
        year: Of dates that name none; None: they are not read.
    """
    if re.fullmatch(r"9{10}(\.9+)?|9{13}", shape):
        number = "try_cast({cell} as double)" + (" / 1000" if len(shape) == 13 and "." not in shape else "")
        return "second|zoned|" + EPOCH.replace("{number}", f"({number})")
    if re.fullmatch(r"9{5}(\.9+)?", shape):
        days = "case when {number} between 20000 and 80000 then timestamp '1899-12-30' + to_seconds(round({number} * 86400)::bigint) end"
        return (
            ("second" if "." in shape else "day") + "|naive|" + days.replace("{number}", "try_cast({cell} as double)")
        )
    stripped = re.sub(r"\s+", " ", shape)
    if re.fullmatch(
        r"9{4}[-/]9{1,2}[-/]9{1,2}([T ]9{1,2}:99(:99(\.9+)?)?)?( ?(Z|UTC|GMT|[+-]99:?99|[+-]99))", stripped
    ):
        return f"{_precision(stripped)}|zoned|try_cast(regexp_replace(regexp_replace({{cell}}, ' *(UTC|GMT)$', '+00'), ' +([Z+-][0-9:]*)$', '\\1') as timestamptz)"
    if re.fullmatch(r"9{4}[-/]9{1,2}[-/]9{1,2}([T ]+9{1,2}:99(:99(\.9+)?)?)?", stripped):
        return f"{_precision(stripped)}|naive|try_cast({{cell}} as timestamp)"
    return _strptime_reader(shape, order, year)


def _precision(shape: str) -> str:
    if re.search(r"[:时点]\s?99?([:分])99?", shape) or re.fullmatch("9{14}", shape):
        return "second"
    return "minute" if re.search(r":|[时点]|^9{8} ?9{4}$", shape) else "day"


def _strptime_reader(shape: str, order: Order, year: str | None) -> str | None:
    cell, work = "{cell}", shape
    zoned = re.search(ZONE, work)
    if zoned:
        work = work[: zoned.start()]
        cell = f"regexp_replace({{cell}}, {literal(ZONE.replace('9', '[0-9]'))}, '')"
    if re.search(WEEKDAYS, work):
        cell, work = f"trim(regexp_replace({cell}, {literal(WEEKDAYS)}, ''))", re.sub(WEEKDAYS, "", work).strip()
    cell, work = _without_zone_word(*_squeezed(*in_one_form(*_with_minutes(cell, work))))
    cell, work = _with_whole_year(cell, work, year)
    form = strptime_format(work, order)
    if form is None:
        return None
    value = f"try_strptime({cell}, {literal(form)})"
    if "%p" in form:  # 午後0:05 is written too
        value = f"try_strptime({cell}, [{literal(form)}, {literal(form.replace('%I', '%H'))}])"
        value = f"coalesce({value}, {_with_idle_half(cell, form)})"
    if zoned:
        value = f"({value} - to_minutes({offset_minutes('{cell}')})) at time zone 'UTC'"
    return f"{_precision(work)}|{'zoned' if zoned else 'naive'}|{value}"


def _with_idle_half(cell: str, form: str) -> str:
    """15:05:07 PM and 00:10 AM: a clock of 24 hours, whose AM or PM says nothing more."""
    whole = re.sub(" ?%p ?", " ", form).replace("%I", "%H")
    bare = f"trim(regexp_replace({cell}, {literal(' ?[AP]M ?')}, ' ', 'i'))"
    return f"case when regexp_matches({cell}, {literal(IDLE_HALF)}) then try_strptime({bare}, {literal(whole.strip())}) end"


def _with_minutes(cell: str, work: str) -> tuple[str, str]:
    """9点, 3点半 and 9点左右 as people write them: with minutes, and without what says that it was about then."""
    if re.search(rf"9{ABOUT}+$|[时点半]{ABOUT}+$", work):
        cell, work = f"regexp_replace({cell}, '{ABOUT}+$', '')", re.sub(rf"{ABOUT}+$", "", work)
    if re.search("9[时点]半$", work):
        return f"regexp_replace({cell}, '半$', '30')", work[:-1] + "99"
    return (f"{cell} || '00'", work + "99") if re.search("9[时点]$", work) else (cell, work)


def _without_zone_word(cell: str, work: str) -> tuple[str, str]:
    """Names of zones (CST, EST, MEZ) mean several zones each and are left out: the time is that of the place."""
    if re.fullmatch(rf".*9:99( [AP]M)? {ZONE_WORD}( 9999)?", work):
        return f"regexp_replace({cell}, ' {ZONE_WORD}( [0-9]{{4}})?$', '\\1')", re.sub(rf" {ZONE_WORD}\b", "", work)
    return cell, work


def _with_whole_year(cell: str, work: str, year: str | None) -> tuple[str, str]:
    """Return cell and shape with a year of four digits in front where it is missing, counts from 1911 or has two digits."""
    if lacks_year(work):
        cell = f"'{year}年' || regexp_replace({cell}, '^([0-9]+)[./-]', '\\1月')"
        return (cell, "9999年" + re.sub("[./-]", "月", work, count=1)) if year else (cell, work)
    if work == "9999999":
        return f"(try_cast(left({cell}, 3) as integer) + 1911)::varchar || right({cell}, 4)", "99999999"
    if is_of_the_republic(work):
        number = f"try_cast(regexp_extract({cell}, '[0-9]{{2,3}}') as integer) + 1911"
        rest = re.sub(rf"^{REPUBLIC}? ?9{{2,3}}", "9999", work)
        return f"({number})::varchar || regexp_replace({cell}, '^[^0-9]*[0-9]{{2,3}}', '')", rest
    if work.startswith("99年"):
        return f"'20' || {cell}", "99" + work
    return cell, work


def _squeezed(cell: str, work: str) -> tuple[str, str]:
    """Blanks are folded and set between clock and AM or PM, as strptime wants them."""
    if re.search(r"\s{2,}|\s$|9[AP]\.?M|[AP]\.\s?M|[AP]M 9", work, re.IGNORECASE):
        cell = rf"trim(regexp_replace(regexp_replace({cell}, '{HALF}', ' \1M ', 'g'), '\s+', ' ', 'g'))"
        work = re.sub(HALF, r" \1M ", work)
        work = re.sub(r"\s+", " ", work).strip()
    return cell, work


def strptime_format(shape: str, order: Order) -> str | None:
    """Return the strptime format of a shape (digits as 9), None where it is no date.

    Args:
        shape: ``9999年9月9日 PM 9:99``, ``99/99/9999 99:99:99 AM``, ``99-Mar-9999`` …
        order: How ``9/9/9999`` and ``99/9/9`` are read.
    """
    fixed = {
        "99999999": "%Y%m%d",
        "99999999999999": "%Y%m%d%H%M%S",
        "99999999 99:99:99": "%Y%m%d %H:%M:%S",
        "999999999999": "%Y%m%d%H%M",
        "99999999 9999": "%Y%m%d %H%M",
    }
    if shape in fixed:
        return fixed[shape]
    work = re.sub(MONTHS, "%B", shape)
    work = re.sub(SHORT_MONTHS, "%b", work)
    if re.fullmatch(r"%b 9{1,2} 99:99:99 9999", work):
        return "%b %d %H:%M:%S %Y"
    work, clock = _split_clock(work)
    day = _day_format(work.strip(" ,T"), order)
    if day is None or clock is None:
        return None
    gap = work[len(work.rstrip(" ,T")) :]
    return day + gap + clock


def _split_clock(work: str) -> tuple[str, str | None]:
    """Return (date part with what separates it, format of the clock part); the format is None where it cannot be read."""
    found = re.search(r"(?i)([AP]M )?9{1,2}([:时点])(99?)(?:([:分])(?:99?(?:\.9+)?秒?)?)?( [AP]M)?$", work)
    if not found:
        return (work, "") if not re.search(r"[:时点]", work) else (work, None)
    text = found.group(0)
    has_half = bool(found.group(1) or found.group(5))
    form = re.sub(r"(?i)[AP]M", "%p", text)
    form = re.sub(r"\.9+", lambda m: ".%f" if len(m.group(0)) <= 7 else ".%n", form)
    for code in ("%I" if has_half else "%H", "%M", "%S"):
        form = re.sub(r"(?<![%\w])9{1,2}|(?<=[时点分])9{1,2}", code, form, count=1)
    return work[: found.start()], form


def _day_format(work: str, order: Order) -> str | None:
    month_day = "%d{0}%m" if order.day_first else "%m{0}%d"
    if found := re.fullmatch(r"9{4}([./年 -])9{1,2}([./月 -])9{1,2}([日号]?)", work):
        return f"%Y{found[1]}%m{found[2]}%d{found[3]}"
    if found := re.fullmatch(r"9{4}\. 9{1,2}\. 9{1,2}(\.?)", work):
        return f"%Y. %m. %d{found[1]}"
    if order.short_year_first and (found := re.fullmatch(r"99([/.\-])9{1,2}\1(9{1,2})", work)):
        return f"%y{found[1]}%m{found[1]}%d"
    if found := re.fullmatch(r"9{1,2}([/.\-])9{1,2}\1(9{4}|9{2})", work):
        return month_day.format(found[1]) + found[1] + ("%Y" if len(found[2]) == 4 else "%y")
    if found := re.fullmatch(r"9{1,2}([ /-])(%[bB])\1(9{4}|9{2})", work):
        return f"%d{found[1]}{found[2]}{found[1]}" + ("%Y" if len(found[3]) == 4 else "%y")
    if found := re.fullmatch(r"(%[bB])(\.?) 9{1,2}(,?) 9{4}", work):
        return f"{found[1]}{found[2]} %d{found[3]} %Y"
    if found := re.fullmatch(r"9{4}-(%[bB])-9{1,2}", work):
        return f"%Y-{found[1]}-%d"
    return None
