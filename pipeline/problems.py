"""Problems of the machine in words: a full disk, a folder that may not be written, too little memory.

They are raised by the system or the engine anywhere in the work; the messages name the file, never what is in it.
"""

from __future__ import annotations

import errno

import duckdb

from pipeline.errors import ManyiduError

SAID = {
    errno.ENOSPC: ("磁盘已满", "the disk is full"),
    errno.EDQUOT: ("磁盘配额已用完", "the disk quota is used up"),
    errno.EACCES: ("没有权限", "no permission"),
    errno.EPERM: ("没有权限", "no permission"),
    errno.EROFS: ("只能读，不能写", "it can be read, not written"),
    errno.ENOENT: ("不存在", "it does not exist"),
    errno.ENOTDIR: ("不是文件夹", "it is not a folder"),
    errno.EISDIR: ("是文件夹，不是文件", "it is a folder, not a file"),
    errno.EEXIST: ("不是文件夹", "it is not a folder"),
    errno.ENAMETOOLONG: ("名称太长", "its name is too long"),
    errno.ELOOP: ("链接绕成了圈", "its links run in a circle"),
    errno.EIO: ("磁盘读写出错", "the disk fails"),
    errno.EMFILE: ("同时打开的文件太多", "too many open files"),
}


def explained(error: Exception) -> ManyiduError | None:
    """Return the error as a user can act on it, None where it is no known problem of the machine."""
    if isinstance(error, OSError) and error.errno in SAID:
        return _of_file(error.errno, error.filename)
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
        return ManyiduError(
            zh="内存不足。请关闭别的程序，或在 manyidu.toml 中调高 memory_limit_mb。已发布的数据没有改变。",
            en="Not enough memory. Close other programs, or raise memory_limit_mb in manyidu.toml. "
            "What is published is unchanged.",
        )
    if isinstance(error, duckdb.Error) and "No space left" in str(error):
        return _of_file(errno.ENOSPC, None)
    if isinstance(error, duckdb.CatalogException) and "does not exist" in str(error):
        return ManyiduError(
            zh="这个版本的数据仓库缺少所需的表，多半是由较早的程序建成的。请运行 manyidu build 重新构建。",
            en="This version of the warehouse lacks a table that is needed, most likely because an older program built it. "
            "Run manyidu build.",
        )
    return None


def _of_file(code: int, file: object) -> ManyiduError:
    zh, en = SAID[code]
    name = file.decode(errors="replace") if isinstance(file, bytes) else str(file or "")
    return ManyiduError(
        zh=f"{name}：{zh}。已发布的数据没有改变。" if name else f"{zh}。已发布的数据没有改变。",
        en=f"{name}: {en}. What is published is unchanged."
        if name
        else f"{en[0].upper()}{en[1:]}. What is published is unchanged.",
    )
