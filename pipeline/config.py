"""Settings of a run: where things lie, limits, language. Frozen; read once from ``manyidu.toml`` and the environment.

Order of precedence: command-line options, environment (``MANYIDU_…``), ``manyidu.toml`` in the project folder, defaults.
"""

from __future__ import annotations

import locale
import os
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from pipeline.errors import UsageError, require_ordinary

PATHS = {"raw", "warehouse", "settings", "layouts", "corrections", "measures", "reviews"}
ZONE = "Asia/Shanghai"
BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
KINDS = {
    int: ("整数", "a whole number"),
    bool: (" true 或 false", "true or false"),
    tuple: ("整数的列表", "a list of whole numbers"),
}
# Least and greatest value of the numbers; a figure of under 3 answers is never shown, whatever a user sets.
RANGES = {
    "memory_limit_mb": (200, 1_000_000),
    "threads": (0, 1024),
    "k_figures": (3, 1000),
    "resolution_days": (1, 3660),
}


@dataclass(frozen=True)
class Settings:
    """What a build and its readers need to know.

    Attributes:
        raw: Folder of the exports as received; never written to.
        warehouse: Folder of ``cleaned/``, ``manyidu-<run>.duckdb`` and ``current.json``.
        settings: What users decide: targets, limits, calendar, staff names, and the pseudonym key.
        layouts: A user's own layouts; they win over the shipped ones.
        corrections: ``corrections.csv``, applied at each build.
        measures: ``measures.csv``, improvement measures recorded beside those in exports.
        reviews: Comments on quarterly reviews, one file per quarter.
        zone: IANA name of the zone in which times are stored.
        language: ``zh`` or ``en``, of messages and of ``load.reason``.
        free_text: ``scrubbed`` keeps texts without personal data, ``drop`` keeps none.
        memory_limit_mb: Cap for DuckDB's working memory.
        threads: Cap for DuckDB's threads; 0 means all cores.
        k_figures: Smallest group of answers whose figure is shown (floor 3).
        resolution_days: Windows h of the resolution rate, in days.
        is_sample: True where the exports are the synthetic sample.
    """

    raw: Path = Path("data/raw")
    warehouse: Path = Path("data/warehouse")
    settings: Path = Path("data/settings")
    layouts: Path = Path("data/layouts")
    corrections: Path = Path("data/corrections.csv")
    measures: Path = Path("data/measures.csv")
    reviews: Path = Path("data/reviews")
    zone: str = ZONE
    language: str = "zh"
    free_text: str = "scrubbed"
    memory_limit_mb: int = 1200
    threads: int = 0
    k_figures: int = 5
    resolution_days: tuple[int, ...] = (7, 15, 30)
    is_sample: bool = False

    def __post_init__(self) -> None:
        if self.free_text not in ("scrubbed", "drop"):
            raise UsageError(
                zh=f"free_text 只能是 scrubbed 或 drop，现在是 {self.free_text!r}。",
                en=f"free_text is 'scrubbed' or 'drop', not {self.free_text!r}.",
            )
        if self.language not in ("zh", "en"):
            raise UsageError(
                zh=f"语言只能是 zh 或 en，现在是 {self.language!r}。",
                en=f"The language is zh or en, not {self.language!r}.",
            )
        for name, (least, most) in RANGES.items():
            given = getattr(self, name)
            if not all(least <= each <= most for each in (given if isinstance(given, tuple) else (given,))):
                raise UsageError(
                    zh=f"{name} 应在 {least} 到 {most} 之间，现在是 {given}。",
                    en=f"{name} is {least} to {most}, not {given}.",
                )
        if self.zone != ZONE and self.zone not in available_timezones():  # listing them all takes longer than the rest
            raise UsageError(
                zh=f"不认识的时区 {self.zone!r}，请写成 Asia/Shanghai 这样。",
                en=f"Unknown time zone {self.zone!r}; write it like Asia/Shanghai.",
            )


def load_settings(folder: Path | None = None, **overrides: Any) -> Settings:
    """Return the settings for ``folder`` (default: the current one).

    Args:
        folder: Project folder; relative paths are taken from it.
        overrides: Values of command-line options; ``None`` means not given.

    Raises:
        UsageError: If ``manyidu.toml`` cannot be read or names an unknown setting.
    """
    base = (folder or Path.cwd()).resolve()
    values: dict[str, Any] = {"language": language_of_locale()}
    values |= _from_toml(base / "manyidu.toml") | _from_environment()
    values |= {name: value for name, value in overrides.items() if value is not None}
    settings = replace(Settings(), **{name: _typed(name, value) for name, value in values.items()})
    return replace(settings, **{name: base / getattr(settings, name) for name in PATHS})


def _from_toml(path: Path) -> dict[str, Any]:
    require_ordinary(path)
    if not path.exists():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise UsageError(zh=f"{path.name} 无法读取：{error}", en=f"{path.name} cannot be read: {error}") from error
    known = {field.name for field in fields(Settings)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise UsageError(
            zh=f"{path.name} 有不认识的设置：{'、'.join(unknown)}。可用：{'、'.join(sorted(known))}。",
            en=f"{path.name} has unknown settings: {', '.join(unknown)}. Known: {', '.join(sorted(known))}.",
        )
    return values


def _from_environment() -> dict[str, Any]:
    names = {"MANYIDU_LANG": "language"} | {f"MANYIDU_{field.name.upper()}": field.name for field in fields(Settings)}
    return {name: os.environ[variable] for variable, name in names.items() if os.environ.get(variable)}


def _typed(name: str, value: Any) -> Any:
    """Return a setting as its kind; environment and options give texts.

    Raises:
        UsageError: If the value is of another kind.
    """
    kind = type(getattr(Settings, name))
    try:
        if kind is tuple:
            parts = value.split(",") if isinstance(value, str) else value
            return tuple(_whole_number(part) for part in parts)
        if kind is bool:
            return BOOLEANS[str(value).lower()]
        if kind is int:
            return _whole_number(value)
        return Path(value).expanduser() if name in PATHS else _text(value)
    except (TypeError, ValueError, KeyError) as error:
        zh, en = KINDS.get(kind, ("文字", "a text"))
        raise UsageError(
            zh=f"设置 {name} 应是{zh}，现在是 {value!r}。", en=f"The setting {name} is {en}, not {value!r}."
        ) from error


def _whole_number(value: Any) -> int:
    if isinstance(value, bool | float):
        raise TypeError
    return int(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def language_of_locale() -> str:
    """Return the language of the machine: ``zh``, else ``en``."""
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or locale.getlocale()[0]
    return "zh" if (name or "").lower().startswith(("zh", "chinese")) else "en"
