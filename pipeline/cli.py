"""The command ``manyidu``: arguments in, one function of the product, text out. No logic of its own.

Exit codes: 0 done; 1 a problem that the message explains; 2 the words of the command are off; 130 interrupted. Never a traceback.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import NoReturn

from pipeline.config import Settings, language_of_locale, load_settings
from pipeline.errors import ManyiduError, UsageError
from pipeline.problems import explained
from pipeline.shipped import read_shipped

FORMATS = ("table", "csv", "json")
DOCUMENTS = ("html", "pdf", "pptx", "xlsx", "docx")
CORRELATIONS = ("spearman", "kendall", "pearson")
OF_FIGURES = ("metric", "scorecard", "operations", "trend", "drivers", "measures")
OF_CAUSES = ("problems", "pareto", "combinations", "together", "strain", "words", "suggest")
OF_USERS = ("user", "audit")
OF_REVIEWS = ("review",)
OF_WATCH = ("watch",)


@cache
def _words() -> dict:
    return read_shipped(Path(__file__).with_name("cli.yml"))


class _Parser(argparse.ArgumentParser):
    """Raises instead of printing a usage block, so that a slip is answered in the user's language."""

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong with the words of a command."""
        raise UsageError(
            zh=f"命令有误：{_in_chinese(message)}。用法见：{self.prog} --help",
            en=f"The command is off: {message}. See: {self.prog} --help",
        )


def _in_chinese(message: str) -> str:
    """Return a message of argparse in Chinese, in English where it is an unknown one."""
    for pattern, said in _words()["slips"].items():
        found = re.fullmatch(pattern, message)
        if found:
            return said.format(**found.groupdict())
    return message


def parser(language: str) -> argparse.ArgumentParser:
    """Return the parser with help in ``language``."""
    words, options = _words(), _words()["options"]
    top = _Parser(prog="manyidu", description=words["manyidu"][language])
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    for name, said in words["commands"].items():
        example = f"{'例' if language == 'zh' else 'Example'}: {said['example']}"
        command = commands.add_parser(name, help=said[language], description=said[language], epilog=example)
        own = OWN.get(name, ())
        for flag, settings in (*(each for each in COMMON if each[0] not in dict(own)), *own):
            key = settings.get("dest", flag.lstrip("-"))
            help_text = options[key][language] if key in options else None
            command.add_argument(flag, help=help_text, **settings)
    return top


COMMON: tuple[tuple[str, dict], ...] = (
    ("--raw", {"metavar": "DIR"}),
    ("--warehouse", {"metavar": "DIR"}),
    ("--lang", {"choices": ("zh", "en")}),
    ("--format", {"choices": FORMATS, "default": "table"}),
)
OF_TYPES: tuple[tuple[str, dict], ...] = (
    ("--level", {"choices": ("category", "subcategory", "detail")}),
    ("--months", {"type": int, "metavar": "N"}),
    ("--as-of", {"default": None}),
    ("--where", {"action": "append", "default": [], "metavar": "COLUMN=VALUE"}),
)
OWN: dict[str, tuple[tuple[str, dict], ...]] = {
    "build": (("--progress-file", {"metavar": "FILE"}),),
    "rejects": (("--export", {"metavar": "DIR"}),),
    "layouts": (("file", {"nargs": "?"}), ("--write", {"action": "store_true"})),
    "metric": (
        ("name", {"nargs": "?"}),
        ("--list", {"action": "store_true"}),
        ("--by", {"action": "append", "default": []}),
        ("--period", {"default": None}),
        ("--as-of", {"default": None}),
        ("--against", {"choices": ("previous", "year", "rest"), "default": "previous"}),
        ("--where", {"action": "append", "default": [], "metavar": "COLUMN=VALUE"}),
        ("--parameter", {"action": "append", "default": [], "metavar": "NAME=VALUE"}),
    ),
    "scorecard": (
        ("--period", {"choices": ("1mo", "1q", "1y"), "default": "1q"}),
        ("--as-of", {"default": None}),
        ("--where", {"action": "append", "default": [], "metavar": "COLUMN=VALUE"}),
    ),
    "operations": (("--indicator", {"default": "overall"}), ("--as-of", {"default": None})),
    "measures": (("--as-of", {"default": None}),),
    "trend": (
        ("name", {}),
        ("--period", {"default": "1mo"}),
        ("--as-of", {"default": None}),
        ("--where", {"action": "append", "default": [], "metavar": "COLUMN=VALUE"}),
        ("--horizon", {"type": int, "default": 6}),
        ("--changed-at", {"action": "append", "default": [], "metavar": "DAY"}),
        ("--parameter", {"action": "append", "default": [], "metavar": "NAME=VALUE"}),
    ),
    "drivers": (
        ("--where", {"action": "append", "default": [], "metavar": "COLUMN=VALUE"}),
        ("--during", {"default": None}),
        ("--correlations", {"nargs": "?", "choices": CORRELATIONS, "const": CORRELATIONS[0]}),
    ),
    "problems": (
        ("--as-of", {"default": None}),
        ("--where", {"action": "append", "default": [], "metavar": "COLUMN=VALUE"}),
        ("--cases", {"metavar": "PROBLEM"}),
    ),
    "pareto": OF_TYPES,
    "combinations": (
        ("--by", {"action": "append", "default": [], "metavar": "DIMENSION"}),
        ("--type", {"default": None}),
        *OF_TYPES,
    ),
    "together": OF_TYPES,
    "strain": (OF_TYPES[0], ("--indicator", {"default": "overall"}), ("--as-of", {"default": None})),
    "suggest": OF_TYPES,
    "words": (("--type", {"default": None}), *OF_TYPES),
    "review": (
        ("quarter", {"nargs": "?"}),
        ("--community", {"action": "append", "default": [], "metavar": "COMMUNITY", "dest": "communities"}),
        ("--format", {"default": ",".join(DOCUMENTS), "metavar": "FORMATS", "dest": "documents"}),
        ("--out", {"default": ".", "metavar": "DIR"}),
        ("--verify", {"metavar": "FILE"}),
    ),
    "check": (
        ("--rule", {"metavar": "ID"}),
        ("--personal", {"action": "store_true"}),
        ("--backlog", {"action": "store_true"}),
    ),
    "rollback": (("--run", {"default": None}),),
    "copy": (("target", {}),),
    "watch": (
        ("--format", {"choices": ("table", "json", "html"), "default": "table"}),
        ("--send", {"action": "store_true"}),
        ("--dry-run", {"action": "store_true"}),
        ("--as-of", {"default": None}),
    ),
    "user": (
        ("action", {"choices": ("add", "list", "remove", "passwd", "unlock")}),
        ("name", {"nargs": "?"}),
        ("--role", {"choices": ("manager", "quality", "reviewer", "administrator")}),
        ("--community", {"action": "append", "default": [], "metavar": "COMMUNITY"}),
        ("--password-stdin", {"action": "store_true"}),
    ),
    "dashboard": (
        ("--port", {"type": int, "default": 8501}),
        ("--address", {"default": "127.0.0.1"}),
        ("--allow-host", {"action": "append", "default": [], "metavar": "NAME"}),
        ("--no-login", {"action": "store_true"}),
        ("--no-browser", {"action": "store_true"}),
    ),
    "demo": (("--port", {"type": int, "default": 8501}), ("--no-browser", {"action": "store_true"})),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    language = _language(arguments)
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):  # None where the caller closed it
            stream.reconfigure(encoding="utf-8", errors="replace")
        options = parser(language).parse_args(arguments)
        if options.command is None:
            parser(language).print_help()
            return 2
        settings = load_settings(raw=options.raw, warehouse=options.warehouse, language=options.lang)
        code = _command(options.command)(settings, options)
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a full disk or a closed pipe can still be answered in words
        return code
    except ManyiduError as error:
        print(error.say(language), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("已中断。" if language == "zh" else "Interrupted.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # who reads the output has seen enough
        _discard_output()
        return 0
    except Exception as error:  # the last resort: no traceback, and values in a message may be personal
        known = explained(error)
        print(known.say(language) if known else _unexpected(error, language), file=sys.stderr)
        _discard_output()
        return 1


def _discard_output() -> None:
    """Send what is still buffered nowhere, so that Python does not complain about it when it ends."""
    with contextlib.suppress(OSError, AttributeError):  # no real file: nothing is buffered for it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _command(name: str) -> Callable[[Settings, argparse.Namespace], int]:
    from pipeline import (
        cause_commands,
        commands,
        figure_commands,
        review_commands,
        user_commands,
        watch_commands,
    )

    modules = (
        (OF_FIGURES, figure_commands),
        (OF_CAUSES, cause_commands),
        (OF_USERS, user_commands),
        (OF_REVIEWS, review_commands),
        (OF_WATCH, watch_commands),
    )
    return getattr(next((module for names, module in modules if name in names), commands), name)


def _language(arguments: Sequence[str] | None) -> str:
    words = list(arguments if arguments is not None else sys.argv[1:])
    for at, word in enumerate(words):
        if word == "--lang" and words[at + 1 : at + 2] in (["zh"], ["en"]):
            return words[at + 1]
        if word in ("--lang=zh", "--lang=en"):
            return word[-2:]
    try:
        return load_settings().language
    except (ManyiduError, OSError):  # said by the command itself, which loads the settings again
        return language_of_locale()


def _unexpected(error: Exception, language: str) -> str:
    """Name the kind and place of a defect without the values that its message may hold."""
    frames = [
        f for f in traceback.extract_tb(error.__traceback__) if "pipeline" in f.filename or "dashboards" in f.filename
    ]
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    if language == "zh":
        return f"程序内部错误（{type(error).__name__}，{place}）。已发布的数据没有改变。请把这一行发给维护者。"
    return f"Internal error ({type(error).__name__} at {place}). What is published is unchanged. Please send this line to the maintainers."


if __name__ == "__main__":
    sys.exit(main())
