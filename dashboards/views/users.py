"""Users: who may see what, and who did what?"""

from dashboards import access, components
from dashboards.sections import audit_log, users
from dashboards.text import t

SECTIONS = {"users": users.users, "audit": audit_log.audit_log}

access.require("manage_users")
components.page_header(t("users.question"), t("users.subtitle"))
SECTIONS[components.choose("users_section", list(SECTIONS), "users.section")]()
