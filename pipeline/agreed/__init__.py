"""What a company agreed on: targets of metrics, and limits for the handling of complaints, in ``data/settings/``."""

from pipeline.agreed.limits import Limit, read_limits
from pipeline.agreed.targets import Target, read_targets

FILES = ("targets.csv", "limits.csv")

__all__ = ["FILES", "Limit", "Target", "read_limits", "read_targets"]
