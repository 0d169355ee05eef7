"""What staging hands on: typed tables in the scratch database, ready to be written to ``cleaned/`` as Parquet.

Every staged relation has ``row_number`` (row of the source as a spreadsheet counts it). Nothing personal is in any of them.

``response``   row_number, record_key VARCHAR, content_hash UBIGINT, survey_id, community (as written), submitted_at, submitted_on,
               time_precision, started_at, duration_seconds, channel, is_finished, is_valid, invalid_reasons VARCHAR[],
               flags VARCHAR[], answered_ratings, attributes MAP(VARCHAR, VARCHAR)
``rating``     row_number, question_id, rating DOUBLE (answered ones only, not-applicable codes left out)
``set_aside``  row_number, question_id, rating (numbers such as 9 that this file alone lets one take for no answer; only where there are any)
``need``       row_number, question_id, option, is_selected
``comment``    row_number, question_id, comment (scrubbed)
``question``   survey_id, question_id, question, role, indicator_id, indicator_zh, indicator_en, scale_min, scale_max,
               satisfied_codes DOUBLE[], is_reversed, assumed; of ratings labels and codes, origin of the scale, declared_satisfied,
               is_direction_said
``survey``     survey_id, title, layout, method, period_start, period_end, invited, sample, incentive (one row)
``complaint``  see ``pipeline/staging/complaint.sql``
``rejected``   row_number, column_name, reason_code
``issue``      row_number, column_name, reason_code, value_shape

``record_key`` says which rows are the same record over all files; a row without any key gets one of its own
(fingerprint of the file and row). ``content_hash`` says whether two rows of one record also say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Staged:
    """One table of one file, typed.

    Attributes:
        relations: Name as above → relation in the scratch database, or the Parquet file that already holds it.
        exported_at: When the export was made, where sidecar, file name or sheet say it.
        newest_event_at: Newest time inside that is not in the future; orders exports that do not say when they were made.
        covers_until: Up to when the file is complete (metrics.md, Time).
        notes: What was assumed or could not be computed, (zh, en) sentences for the user.
    """

    relations: dict[str, str | Path]
    exported_at: datetime | None = None
    newest_event_at: datetime | None = None
    covers_until: datetime | None = None
    notes: tuple[tuple[str, str], ...] = ()
