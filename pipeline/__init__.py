"""Manyidu: from a folder of survey and complaint exports to figures that people can act on and trust.

Start reading in ``pipeline/build.py``.
"""

__version__ = "0.1.0"
