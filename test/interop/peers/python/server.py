"""The server of the Python SDK: HTTP+SSE, Streamable HTTP with sessions, and without since 2026-07-28."""

import asyncio
import json
import socket
import sys
from typing import Annotated

import uvicorn
from mcp.server.mcpserver import Context, Elicit, MCPServer, Resolve
from mcp.server.streamable_http import EventMessage, EventStore
from pydantic import BaseModel

# Time between two reports of progress, long enough for each to leave by itself.
STEP_SECONDS = 0.1
# How long clients are told to wait before they come back to a cut stream.
RETRY_MS = 600

STATELESS = "2026-07-28"


def report(message: dict) -> None:
    print(json.dumps(message), flush=True)


class Colour(BaseModel):
    colour: str


async def ask_colour() -> Elicit[Colour]:
    return Elicit("Which colour?", Colour)


server = MCPServer("interop")


@server.tool()
async def echo(text: str) -> str:
    return text


@server.tool()
async def progress(ctx: Context) -> str:
    for step in (1, 2, 3):
        await ctx.report_progress(step, 3)
        await asyncio.sleep(STEP_SECONDS)
    return "done"


@server.tool()
async def ask(answer: Annotated[Colour, Resolve(ask_colour)]) -> str:
    return answer.colour


@server.tool()
async def announce(ctx: Context) -> str:
    if ctx.protocol_version == STATELESS:
        await ctx.notify_tools_changed()
    else:
        await ctx.session.send_tool_list_changed()
    return "announced"


@server.tool()
async def interrupt(ms: int, ctx: Context) -> str:
    await ctx.report_progress(1, 3)
    await asyncio.sleep(ms / 1000)
    return "survived"


class MemoryEventStore(EventStore):
    """Event ids are positions in the history of all streams, so what follows an event has a greater id."""

    def __init__(self):
        self.history = []

    async def store_event(self, stream_id, message):
        self.history.append((stream_id, message))
        return str(len(self.history) - 1)

    async def replay_events_after(self, last_event_id, send_callback):
        position = int(last_event_id)
        stream_id = self.history[position][0]
        for index, (stream, message) in enumerate(self.history):
            if index > position and stream == stream_id and message is not None:
                await send_callback(EventMessage(message, str(index)))
        return stream_id


def reporting(app):
    """Reports every request before it is answered."""

    async def answer(scope, receive, send):
        if scope["type"] == "http":
            headers = [[name.decode("latin1"), value.decode("latin1")] for name, value in scope["headers"]]
            report({"request": {"method": scope["method"], "headers": headers}})
        await app(scope, receive, send)

    return answer


def main() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    if sys.argv[1] == "2024-11-05":
        path, app = "/sse", server.sse_app()
    else:
        path, app = "/mcp", server.streamable_http_app(event_store=MemoryEventStore(), retry_interval=RETRY_MS)
    report({"port": listener.getsockname()[1], "path": path})
    uvicorn.Server(uvicorn.Config(reporting(app), log_level="warning")).run(sockets=[listener])


main()
