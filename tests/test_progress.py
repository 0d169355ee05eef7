"""Progress as its readers see it: rows only ever grow, and the end says how it ended."""

from pipeline.progress import Progress, State


def test_the_second_reading_of_a_workbook_takes_no_row_back():
    shown: list[State] = []
    progress = Progress(shown.append, interval=0)
    progress.begin(100)
    progress.file("台账.xlsx", 60)
    for rows in (500, 1000, 0, 400, 1000):
        progress.rows(rows)
    progress.file_done()
    progress.file("问卷.csv", 40)
    progress.rows(10)
    assert [state.rows for state in shown] == [0, 0, 500, 1000, 1000, 1000, 1000, 1000, 1000, 1010]


def test_each_stage_begins_where_the_one_before_ends_and_the_end_is_the_whole():
    shown: list[State] = []
    progress = Progress(shown.append, interval=0)
    progress.begin(100)
    progress.file("台账.xlsx", 100)
    progress.file_done()
    for stage in ("assemble", "check", "publish"):
        progress.stage(stage)
    progress.finish(ok=True, message_zh="完成。", message_en="Done.")
    assert [state.done for state in shown] == [0, 0, 60, 60, 85, 95, 100]
    assert (shown[-1].finished, shown[-1].ok, shown[-1].message_en) == (True, True, "Done.")
