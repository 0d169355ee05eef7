"""Baselines, as programs for a process of their own: what anybody would write who only had to read the file."""

DUCKDB = """
import duckdb, sys
connection = duckdb.connect(sys.argv[2])
connection.execute("create table t as from read_csv(?, all_varchar=true)", [sys.argv[1]])
connection.close()
"""

TRANSCODE_AND_DUCKDB = """
import duckdb, sys
with open(sys.argv[1], encoding="gb18030", newline="") as source, open(sys.argv[2] + ".utf8", "w", encoding="utf-8", newline="") as target:
    while text := source.read(1 << 22):
        target.write(text)
connection = duckdb.connect(sys.argv[2])
connection.execute("create table t as from read_csv(?, all_varchar=true)", [sys.argv[2] + ".utf8"])
connection.close()
"""

PANDAS = """
import pandas, sys
frame = pandas.read_csv(sys.argv[1], dtype=str)
for name in [name for name in frame.columns if "时间" in name]:
    frame[name] = pandas.to_datetime(frame[name], errors="coerce")
for name in ("投诉渠道", "投诉分类", "单据状态"):
    frame[name] = frame[name].str.strip().astype("category")
frame["投诉内容"] = frame["投诉内容"].str.replace(r"1[3-9]\\d{9}", "[电话]", regex=True)
frame.drop(columns=["投诉人", "联系电话"]).to_parquet(sys.argv[2])
"""

CALAMINE = """
import sys
from python_calamine import CalamineWorkbook
for row in CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).iter_rows():
    pass
"""
