"""Words of Chinese texts, by jieba; what the scrubber put in the place of a person is no word."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import cache
from tempfile import TemporaryDirectory

SCRUBBED = re.compile(r"[\[〔【][^\]〕】]*[\]〕】]")
WORD = re.compile(r"[\u4e00-\u9fff]{2,}|[a-z]{3,}")


def words_of(text: str) -> list[str]:
    """Return the words of a scrubbed text in their order: of two hanzi or three letters at least, letters in lower case."""
    plain = SCRUBBED.sub(" ", text).lower()
    return [word for word in _cutter()(plain) if WORD.fullmatch(word)]


@cache
def _cutter() -> Callable[[str], list[str]]:
    """Return jieba's cutter. Its dictionary is read for a second, and never from a shared folder where anyone may write."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    with TemporaryDirectory() as folder:
        tokenizer.tmp_dir = folder
        tokenizer.initialize()
    return lambda text: tokenizer.lcut(text, HMM=False)
