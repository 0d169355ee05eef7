"""Times in other European languages, put into the form that is read anyway: ``5. März 2024 um 15:05 Uhr``, ``5 de marzo de 2024``, ``05/03/2024 15h05``.

Only what a shape shows is replaced, so a column without such words costs nothing.
"""

from __future__ import annotations

import re

from pipeline.staging.sql import literal

# German, French, Spanish, Portuguese, Italian, Dutch.
MONTHS = {
    "Jan": "januari?|jänner|jän|janvier|janv|janeiro|enero|ene|gennaio|gen",
    "Feb": "februari?|feber|février|fevrier|févr|fév|fevereiro|fev|febrero|febbraio",
    "Mar": "märz|mrz|mär|maart|mrt|mars|março|marco|marzo",
    "Apr": "avril|avr|abril|abr|aprile",
    "May": "mai|mei|mayo|maio|maggio|mag",
    "Jun": "juni|juin|junio|junho|giugno|giu",
    "Jul": "juli|juillet|juil|julio|julho|luglio|lug",
    "Aug": "augustus|août|aout|agosto|ago",
    "Sep": "septembre|septiembre|setembro|settembre|sett?",
    "Oct": "oktober|okt|octobre|octubre|outubro|out|ottobre|ott",
    "Nov": "novembre|noviembre|novembro",
    "Dec": "dezember|dez|décembre|decembre|déc|diciembre|dezembro|dicembre|dic",
}
WEEKDAYS = (
    "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    "|lunes|martes|miércoles|jueves|viernes|sábado|domingo|segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira"
    "|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
)
BETWEEN = "de|del|à|a las|a la|às|as|um|uhr|alle ore|alle|ore|om|uur|klo?"
REPLACED = ((WEEKDAYS, ""), *((names, month) for month, names in MONTHS.items()), (BETWEEN, " "))
# No look-around in RE2: a word stands alone between signs that are no letters of its languages.
ALONE = "(?i)(^|[^a-zà-ÿ])(?:{})[.]?,?($|[^a-zà-ÿ])"
CLOCK = "([0-9]) ?h ?([0-9][0-9])(?: ?min(?: ?([0-9][0-9]) ?s)?)?$"
# Italian, Danish and Finnish tools part hours and minutes by a point.
POINTS = ("^([0-9./-]{8,10},? +[0-9]{1,2})[.]([0-9]{2})[.]([0-9]{2})$", "^([0-9./-]{8,10},? +[0-9]{1,2})[.]([0-9]{2})$")
ORDINAL = r"^([0-9]{1,2})(?:[.]|er|º|°)( +[A-Z])"


def in_one_form(cell: str, work: str) -> tuple[str, str]:
    """Return the SQL expression of a cell and its shape (digits as 9) with months in English and without the words between the parts."""
    for words, put in REPLACED:
        cell, work = _replaced(cell, work, ALONE.format(words), rf"\1{put}\2")
    for pattern, put in ((ORDINAL, r"\1\2"), (CLOCK, r"\1:\2"), (POINTS[0], r"\1:\2:\3"), (POINTS[1], r"\1:\2")):
        cell, work = _replaced(cell, work, pattern, put)
    return cell, work


def _replaced(cell: str, work: str, pattern: str, put: str) -> tuple[str, str]:
    if not re.search(pattern, work):
        return cell, work
    return (
        f"trim(regexp_replace({cell}, {literal(pattern)}, {literal(put)}, 'g'))",
        re.sub(pattern, put, work).strip(),
    )
