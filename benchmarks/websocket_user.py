"""A user of a Streamlit app without a browser: opens a page over its websocket, changes filters, and notes how long each run takes.

What a browser does besides (drawing) is not in it: it measures the server. Protocol as of Streamlit 1.67.
"""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

MOST_BYTES = 1 << 28
PATIENCE_SECONDS = 120


@dataclass
class User:
    """One session: its connection, the page it is on, its choices, the values that each filter offers."""

    url: str
    draw: random.Random
    path: str = ""
    query: str = "lang=en"
    page_script_hash: str = ""
    states: dict[str, WidgetState] = field(default_factory=dict)
    single: dict[str, list[str]] = field(default_factory=dict)
    several: dict[str, list[str]] = field(default_factory=dict)

    async def day(self, changes: int, think_seconds: float) -> list[float]:
        """Open the page, then change a filter ``changes`` times; return the seconds of each run, the opening first."""
        async with websockets.connect(
            self.url, subprotocols=["streamlit"], max_size=MOST_BYTES, open_timeout=60
        ) as socket:
            seconds = [await self._run(socket)]
            for _ in range(changes):
                await asyncio.sleep(self.draw.expovariate(1 / think_seconds) if think_seconds else 0)
                self._change()
                seconds.append(await self._run(socket))
        return seconds

    def _change(self) -> None:
        """Choose another period at random, and now and then other members of a filter of several."""
        for id, options in self.single.items():
            self.states[id] = WidgetState(id=id, string_value=self.draw.choice(options))
        for id, options in self.several.items():
            chosen = self.draw.sample(options, min(len(options), self.draw.choice([0, 1, 2, 3])))
            state = WidgetState(id=id)
            state.string_array_value.data.extend(chosen)
            self.states[id] = state

    async def _run(self, socket: websockets.ClientConnection) -> float:
        """Ask for a run of the script, read until it has ended, and return its seconds."""
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        asked.rerun_script.page_script_hash = self.page_script_hash
        asked.rerun_script.page_name = "" if self.page_script_hash else self.path
        asked.rerun_script.widget_states.widgets.extend(self.states.values())
        started = time.perf_counter()
        await socket.send(asked.SerializeToString())
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for raw in socket:
                message = ForwardMsg.FromString(raw)
                self._note(message)
                if message.WhichOneof("type") == "script_finished":
                    break
        return time.perf_counter() - started

    def _note(self, message: ForwardMsg) -> None:
        """Keep the page's id and the filters that it shows."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.page_script_hash = self.page_script_hash or message.new_session.page_script_hash
        if kind == "navigation":  # the page that the address names; a new session only knows the app itself
            self.page_script_hash = message.navigation.page_script_hash
        if kind != "delta" or message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        shown = element.WhichOneof("type")
        if shown == "selectbox" and element.selectbox.options:
            self.single[element.selectbox.id] = list(element.selectbox.options)
        elif shown == "multiselect" and element.multiselect.options:
            self.several[element.multiselect.id] = list(element.multiselect.options)


async def users(
    url: str, count: int, changes: int, think_seconds: float, *, path: str = "", seed: int = 1
) -> list[float]:
    """Let ``count`` users work at the same time and return the seconds of their changes, without the openings."""
    sessions = [User(url, random.Random(seed * 1000 + number), path=path) for number in range(count)]
    days = await asyncio.gather(*(session.day(changes, think_seconds) for session in sessions))
    return [seconds for day in days for seconds in day[1:]]
