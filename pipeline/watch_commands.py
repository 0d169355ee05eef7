"""``manyidu watch``: what is new since the last run, printed and, where asked for, sent. As in ``commands.py``."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline import warehouse
from pipeline.cli_values import as_of
from pipeline.config import Settings


def watch(settings: Settings, options: argparse.Namespace) -> int:
    """Tell what is new; exit code 1 where anything is, or where a delivery failed."""
    from pipeline.metrics.periods import last_covered_day
    from pipeline.watch import find_signals, look_at, memory
    from pipeline.watch.deliver import DeliveryError
    from pipeline.watch.render import News
    from pipeline.watch.run import Printed, Run
    from pipeline.watch.settings import read_sending

    sending = read_sending(settings.settings, is_sending=options.send)
    now, moment = datetime.now(ZoneInfo(settings.zone)).replace(tzinfo=None), as_of(options.as_of, settings.zone)
    language, code = settings.language, 0
    with warehouse.open_published(settings) as published, memory(settings.settings) as known:
        with published.cursor() as cursor:
            look = look_at(cursor, as_of=moment, today=now.date(), language=language, k=settings.k_figures)
            holding = find_signals(cursor, look) if look else []
        day = f"{last_covered_day(look.covered_until):%Y-%m-%d}" if look else ""
        said_as = News((), language, day, sending.address, is_sample=published.version.is_sample)
        run, printed = Run(holding, said_as, known, now, options.dry_run), Printed(options.format)
        for channel in (printed, *sending.channels):
            has_news = run.has_news(channel)
            code = 1 if has_news else code
            try:
                run.tell(channel) if has_news or channel is printed else run.remember(channel)
            except DeliveryError as error:
                print(error.say(language), file=sys.stderr)
    return code
