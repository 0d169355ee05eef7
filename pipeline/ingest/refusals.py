"""Why a file is not read, in the user's words: what was found and what to do next, in Chinese and English."""

from __future__ import annotations

from pipeline.errors import InputError

SENTENCES: dict[str, tuple[str, str]] = {
    "archive_bomb": (
        "解压后大得不合常理（{facts}），未读取。请发送原始文件。",
        "it unpacks to an absurd size ({facts}) and was not read. Ask for the original file.",
    ),
    "damaged_file": (
        "文件已损坏或不完整，无法打开（{facts}）。请重新导出。",
        "the file is damaged or cut off and cannot be opened ({facts}). Export it again.",
    ),
    "empty_file": ("文件是空的。请重新导出。", "the file is empty. Export it again."),
    "lfs_pointer": (
        "这是 Git LFS 的指针，不是表格本身。请先运行 git lfs pull。",
        "this is a Git LFS pointer, not the table itself. Run `git lfs pull` first.",
    ),
    "link": (
        "这是一个链接，不跟随。请把文件本身复制到文件夹里。",
        "this is a link, and links are not followed. Copy the file itself into the folder.",
    ),
    "lock_file": (
        "这是别的程序打开或下载文件时的临时文件，不含数据。关闭该程序后会消失。",
        "this is a temporary file of a program that has a file open or is downloading; it holds no data.",
    ),
    "merge_conflict": (
        "文件里有两个版本没有合并好（<<<<<<< 标记）。请合并，或重新导出。",
        "the file holds two versions that were not merged (<<<<<<< marks). Merge them, or export it again.",
    ),
    "mixed_encodings": (
        "文件里混有两种编码（UTF-8 和 GB18030），第 {facts} 行起不同。请分别导出，或另存为 UTF-8。",
        "the file mixes two encodings (UTF-8 and GB18030), first seen in line {facts}. Export again as UTF-8.",
    ),
    "nested_archive": (
        "压缩了太多层，未读取。请先解压。",
        "it is packed too many times over and is not read. Unpack it first.",
    ),
    "not_a_table": (
        "名字像表格，内容却是 {facts}。请重新导出为 xlsx 或 CSV。",
        "it is named like a table, but its content is {facts}. Export it again as xlsx or CSV.",
    ),
    "not_an_export": (
        "不是表格文件，未读取。可读取 CSV、TSV、xlsx、xls 以及它们的 gz、zip。",
        "not a table file, and not read. CSV, TSV, xlsx and xls are read, and gz and zip of these.",
    ),
    "password": (
        "文件有密码保护。请取消密码后另存，再放回来。",
        "the file is protected by a password. Save it without the password and put it back.",
    ),
    "special_file": (
        "这不是普通文件（管道或设备），未读取。请放入导出文件本身。",
        "this is no ordinary file but a pipe or a device, and is not read. Put the export itself there.",
    ),
    "too_large": (
        "表格超出上限（{facts}）。请分成几个文件导出。",
        "the table is over the limit ({facts}). Export it in parts.",
    ),
    "too_hard": (
        "解析时超出内存或时间上限，未读取。请用 Excel 打开后另存为 CSV（UTF-8），或分成几个文件。",
        "parsing it took more memory or time than allowed. Save it as CSV (UTF-8), or in parts.",
    ),
    "too_wide": (
        "有 {facts} 列，上限是 2000 列；多半分隔符不对或导出有误。",
        "it has {facts} columns and the limit is 2,000; the separator or the export is probably wrong.",
    ),
    "unknown_encoding": (
        "认不出文字编码（不是 UTF-8、UTF-16、GB18030、Big5、Shift-JIS 或 EUC-KR）。请另存为 UTF-8 的 CSV 或 xlsx。",
        "the text is in none of UTF-8, UTF-16, GB18030, Big5, Shift-JIS and EUC-KR. Save it as CSV in UTF-8, or as xlsx.",
    ),
    "too_many_faults": (
        "读入的行数与文件里的行数对不上（{facts}），未载入。请检查引号和分隔符，或重新导出。",
        "rows read and rows in the file do not agree ({facts}), so it was not loaded. Check quotes and separators.",
    ),
}


def refusal(code: str, name: str, facts: object = "") -> InputError:
    """Return the error that says why file ``name`` is not read; raises KeyError for an unknown ``code``."""
    zh, en = SENTENCES[code]
    return InputError(code, zh=f"{name}：{zh.format(facts=facts)}", en=f"{name}: {en.format(facts=facts)}")
