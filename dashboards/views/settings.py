"""Settings: what was agreed, and from when; each with its history."""

from dashboards import access, components
from dashboards.sections import agreed_limits, agreed_targets, own_days, rebuild, staff_names
from dashboards.text import t

SECTIONS = {
    "targets": agreed_targets.targets,
    "limits": agreed_limits.limits,
    "calendar": own_days.own_days,
    "staff": staff_names.staff_names,
}

components.page_header(t("settings.question"), t("settings.subtitle"))
access.require("change_settings")
rebuild.waiting()
SECTIONS[components.choose("part", list(SECTIONS), "settings", label="settings.section")]()
