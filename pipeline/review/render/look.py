"""Colours and faces of the Office formats: those of the dashboard's light theme (``.streamlit/config.toml``)."""

from __future__ import annotations

from pipeline.review.model import Tone

ACCENT, SECOND, GREY, FOURTH, FIFTH, SIXTH = "1F5FA8", "B45309", "5B7083", "0F766E", "7C4D9E", "8A6D1A"
COLOURS = (ACCENT, GREY, SECOND, FOURTH, FIFTH, SIXTH)
TEXT, SOFT, SURFACE, BORDER, WHITE = "1D2733", "5B7083", "F4F6F8", "DDE3EA", "FFFFFF"
BAR = "5F97CC"  # so light that an interval is seen on it
TONES: dict[Tone, str] = {
    "better": ACCENT,
    "worse": SECOND,
    "neither": GREY,
}  # beside a mark and words: never colour alone
LATIN, EAST_ASIAN = "Arial", "Microsoft YaHei"
