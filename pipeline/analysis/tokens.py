"""Words of Chinese texts, by jieba; what the scrubber put in the place of a person is no word. And words that say nothing."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.shipped import read_shipped

SCRUBBED = re.compile(r"[\[〔【][^\]〕】]*[\]〕】]")
WORD = re.compile(r"[\u4e00-\u9fff]{2,}|[a-z]{3,}")


def words_of(text: str) -> list[str]:
    """Return the words of a scrubbed text in their order: of two hanzi or three letters at least, letters in lower case."""
    plain = SCRUBBED.sub(" ", text).lower()
    return [word for word in _cutter()(plain) if WORD.fullmatch(word)]


@cache
def stop_words() -> frozenset[str]:
    """Return function words, words of courtesy and what stands in every complaint (``stop_words.yml``)."""
    lists = read_shipped(Path(__file__).with_name("stop_words.yml"))
    return frozenset(word for groups in lists.values() for group in groups for word in group)


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
