"""Starting the dashboard: Streamlit as a child process, on the loopback address unless others are served, ended with Ctrl+C."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from dashboards.environment import ROOT, for_child
from dashboards.ways import EVERY_ADDRESS, LOGIN, NONE, Way
from pipeline.config import Settings
from pipeline.errors import UsageError

ADDRESS = "127.0.0.1"
PORTS_TRIED = 20
START_SECONDS = 180
END_SECONDS = 10
_OWN = ssl._create_unverified_context()
CERTIFICATE = "STREAMLIT_SERVER_SSL_CERT_FILE"
THIS_MACHINE = Way()


def serve(settings: Settings, way: Way, port: int = 8501, open_browser: bool = True) -> int:
    """Serve the dashboard until it ends or Ctrl+C is pressed; return its exit code, 0 after Ctrl+C.

    Args:
        way: Where it listens, and how users sign in.
        port: Wanted port; where it is taken, the next free one is used and said.

    Raises:
        UsageError: If none of the ports from ``port`` on is free.
    """
    signal.signal(signal.SIGTERM, _interrupted)
    try:
        with started(settings, port, way) as (child, found):
            if found != port:
                _say(settings, f"端口 {port} 已被占用，改用 {found}。", f"Port {port} is taken; using {found}.")
            url = _url(way, found)
            _say(settings, f"满意度看板：{url}（按 Ctrl+C 结束）", f"Manyidu dashboard: {url} (end it with Ctrl+C)")
            _say_who_may(settings, way)
            if open_browser:
                webbrowser.open(url)
            return child.wait()
    except KeyboardInterrupt:
        return 0


@contextmanager
def started(settings: Settings, port: int, way: Way = THIS_MACHINE) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Start the dashboard on the first free port from ``port`` on, give process and port once it answers, and end it.

    Another program may take the port between the look and the start: then the next free one is tried.

    Raises:
        UsageError: If no port is free, or the dashboard does not start.
    """
    for _ in range(PORTS_TRIED):
        found = free_port(port, way)
        child = subprocess.Popen(command(found, way), cwd=ROOT, env=for_child(settings) | {LOGIN: way.login})
        try:
            if is_up(child, found, way):
                yield child, found
                return
        finally:
            _end(child)
        if _is_free(found, way):
            break
    raise UsageError(
        zh="看板没有启动；如有原因，见上面。", en="The dashboard did not start. If it gave a reason, it stands above."
    )


def command(port: int, way: Way) -> list[str]:
    """Return the command that serves the dashboard on ``port``; the rest stands in ``.streamlit/config.toml``."""
    app = str(ROOT / "dashboards" / "server.py")
    options = ["--server.port", str(port), "--server.address", way.address, "--server.headless", "true"]
    for host in way.hosts:
        options += ["--server.allowedHosts", host]
    return [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        app,
        *options,
        "--logger.level",
        "error",
        "--logger.hideWelcomeMessage",
        "true",
    ]


def free_port(first: int, way: Way = THIS_MACHINE) -> int:
    """Return the first free port from ``first`` on.

    Raises:
        UsageError: If twenty ports in a row are taken.
    """
    for port in range(first, first + PORTS_TRIED):
        if _is_free(port, way):
            return port
    last = first + PORTS_TRIED - 1
    raise UsageError(
        zh=f"端口 {first} 到 {last} 都被占用，请用 --port 另选一个。",
        en=f"Ports {first} to {last} are all taken. Choose another one with --port.",
    )


def is_up(child: subprocess.Popen[bytes], port: int, way: Way = THIS_MACHINE) -> bool:
    """Wait until the dashboard answers; False where it ended or takes longer than three minutes.

    An answer counts only from ``child`` itself: another dashboard on the same port would end when its own owner ends it.
    """
    until = time.monotonic() + START_SECONDS
    while child.poll() is None and time.monotonic() < until:
        try:
            with urlopen(f"{_url(way, port)}/_stcore/health", timeout=1, context=_OWN) as answer:
                if answer.status == 200 and _listens(child, port):
                    return True
        except (URLError, TimeoutError, ConnectionError):
            pass  # not yet
        time.sleep(0.1)
    return False


def _listens(child: subprocess.Popen[bytes], port: int) -> bool:
    """Say whether ``child`` holds ``port``, itself or (the launcher of a Windows environment) through a child of its own."""
    try:
        process = psutil.Process(child.pid)
        family = [process, *process.children(recursive=True)]
        held = [socket_ for one in family for socket_ in one.net_connections(kind="tcp")]
    except psutil.NoSuchProcess:
        return False
    return any(one.status == psutil.CONN_LISTEN and one.laddr.port == port for one in held)


def _url(way: Way, port: int) -> str:
    """Return where the dashboard answers on this machine."""
    scheme = "https" if os.environ.get(CERTIFICATE) else "http"
    address = ADDRESS if way.address in EVERY_ADDRESS else way.address
    return f"{scheme}://[{address}]:{port}" if ":" in address else f"{scheme}://{address}:{port}"


def _is_free(port: int, way: Way) -> bool:
    family = socket.AF_INET6 if ":" in way.address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        try:
            probe.bind((way.address, port))
        except OSError:
            return False
    return True


def _interrupted(*_: object) -> None:
    """End as with Ctrl+C when asked to terminate, so that the child does not stay behind."""
    raise KeyboardInterrupt


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _say_who_may(settings: Settings, way: Way) -> None:
    """Say where nobody signs in, and where passwords would go over the network in the clear."""
    if way.login == NONE and not settings.is_sample:
        _say(
            settings,
            "没有登录：仅供本机使用，拥有全部权限。要登录使用，请先添加用户：manyidu user add 用户名 --role administrator",
            "No login: for this machine only, with all rights. To sign in, add a user: "
            "manyidu user add NAME --role administrator",
        )
    if not way.is_local and not os.environ.get(CERTIFICATE):
        _say(
            settings,
            "没有加密（https）：密码会明文经过网络。请在前面放一个 https 代理，或设置证书，见 README。",
            "Without https, passwords cross the network in the clear. Put a proxy with https before it, "
            "or set a certificate; see the README.",
        )


def _say(settings: Settings, zh: str, en: str) -> None:
    print(zh if settings.language == "zh" else en, flush=True)
