"""Steps of a person in the browser's history: the script ``steps.js``, which makes one entry of each step, for Back and Forward.

It is a file of ours because the pages' policy lets no script run that stands in a page.
"""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse

PATH = "/steps.js"
TAG = f'<script src="{PATH}"></script>'
SCRIPT = Path(__file__).with_name("steps.js")


async def script(_: Request) -> FileResponse:
    """Answer with the script."""
    return FileResponse(SCRIPT, media_type="text/javascript")
