"""Privacy: pseudonyms, scrubbing of free text, detection of personal columns, a scan of what is published.

Everything runs as SQL inside DuckDB; call ``register`` on a connection, then use the macros in its SQL.
"""

from pipeline.privacy.detect import looks_personal
from pipeline.privacy.keys import Keys, load_keys
from pipeline.privacy.macros import register, scrubbed_text
from pipeline.privacy.scan import Finding, find_personal_data

__all__ = ["Finding", "Keys", "find_personal_data", "load_keys", "looks_personal", "register", "scrubbed_text"]
