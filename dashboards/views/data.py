"""Data: what became of each file, row and check, the versions, and the upload of new exports."""

from dashboards import access, components, data
from dashboards.sections import bookkeeping, confirmations, freshness, sidecars, upload, versions
from dashboards.text import t

SECTIONS = {
    "loads": bookkeeping.loads,
    "freshness": freshness.freshness,
    "rejected": bookkeeping.rejected_rows,
    "issues": bookkeeping.cell_issues,
    "checks": bookkeeping.expectations,
    "communities": confirmations.communities,
    "indicators": confirmations.questions,
    "sidecars": sidecars.sidecars,
    "versions": versions.versions,
    "upload": upload.upload,
}

components.page_header(t("data.question"), t("data.subtitle"))
upload.running_build()
offered = list(SECTIONS) if data.published() else ["upload"]
if data.published() and not access.may("upload"):
    offered.remove("upload")
SECTIONS[components.choose("section", offered, "section", "loads", label="data.section", on_change=upload.forget)]()
