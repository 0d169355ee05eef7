"""The command line on a handful of invented complaints, run in this process; shared by the tests of commands."""

from __future__ import annotations

import contextlib
import io
import os
from dataclasses import dataclass
from pathlib import Path

from pipeline.cli import main

HEADER = "投诉编号,受理时间,小区,房号,投诉人,联系电话,投诉类型,投诉内容,状态,办结时间"
ROWS = [
    f"TS{100 + day},2024-03-{day:02} 09:30,翠湖花园,1-1-{100 + day},王小{day},138001380{day:02},电梯,电梯停运,已办结,2024-03-{day + 1:02} 10:00"
    for day in range(1, 13)
]
NO_TIME = "TS998,,翠湖花园,1-1-998,=赵某,13900001111,电梯,没有时间,处理中,"
TOO_SHORT = "TS999,2024-03-20 08:00,翠湖花园"


@dataclass(frozen=True)
class Done:
    """What a command gave."""

    code: int
    out: str
    err: str


class _Stream(io.StringIO):
    def reconfigure(self, **_: object) -> None:
        """A text stream of a terminal can be told its encoding."""


def manyidu(folder: Path, *arguments: str, language: str | None = "en") -> Done:
    """Run ``manyidu`` as if started in ``folder``."""
    out, err = _Stream(), _Stream()
    before = Path.cwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([*arguments, *(("--lang", language) if language else ())])
    except SystemExit as ended:  # argparse ends so after --help
        code = int(ended.code or 0)
    finally:
        os.chdir(before)
    return Done(code, out.getvalue(), err.getvalue())


def project(folder: Path) -> Path:
    """Lay out a project with one ledger of 12 good and 2 bad rows, in GB18030, and a table that no layout knows."""
    raw = folder / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "投诉台账.csv").write_bytes("\r\n".join([HEADER, *ROWS, NO_TIME, TOO_SHORT]).encode("gb18030"))
    (raw / "colours.csv").write_text("颜色,大小\n红,大\n蓝,小\n", encoding="utf-8")
    return folder
