"""Synthetic sample exports of an invented property company, and big files of the same kind for benchmarks.

``generate`` writes what lies in ``data/raw/_sample``: twelve communities, three years of quarterly surveys, complaints,
measures and operational indicators, in the export layouts that people have, with planted effects listed in
``PLANTED.yaml``.

The invented company (``company.py`` and what it imports: what is true) is apart from the writers of layouts
(``*_export.py``, ``handmade_ledger.py``: how a system shows it). Facts and sizes are data: ``company.yml``,
``planted.yml``, ``phrases.yml``. A new planted effect needs an entry in ``planted.yml``, the place in the model that
reads it, and a function in ``evidence.py`` that shows it.
"""

from pipeline.sample.benchmark import write_benchmark_complaints, write_benchmark_survey
from pipeline.sample.folder import generate

__all__ = ["generate", "write_benchmark_complaints", "write_benchmark_survey"]
