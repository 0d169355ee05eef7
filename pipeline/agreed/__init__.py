"""What a company decided: targets, limits, its own calendar and staff names in ``data/settings/``, and its measures."""

from pipeline.agreed.days import CALENDAR, read_own_days
from pipeline.agreed.limits import LIMITS, Limit, read_limits
from pipeline.agreed.margins import MARGINS, Margin, read_margins
from pipeline.agreed.measures import MEASURES, RecordedMeasure, read_measures
from pipeline.agreed.staff import STAFF, read_staff
from pipeline.agreed.targets import TARGETS, Target, read_targets

FILES = (TARGETS.file, LIMITS.file, CALENDAR.file, MARGINS.file)  # those in data/settings on which a warehouse depends

__all__ = [
    "CALENDAR",
    "FILES",
    "LIMITS",
    "MARGINS",
    "MEASURES",
    "STAFF",
    "TARGETS",
    "Limit",
    "Margin",
    "RecordedMeasure",
    "Target",
    "read_limits",
    "read_margins",
    "read_measures",
    "read_own_days",
    "read_staff",
    "read_targets",
]
