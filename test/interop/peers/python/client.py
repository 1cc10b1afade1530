"""The client of the Python SDK."""

import asyncio
import json
import sys
import time
from contextlib import AsyncExitStack

import httpx2
from mcp import Client
from mcp.client.sse import sse_client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import ElicitResult, ToolListChangedNotification

SSE = "2024-11-05"
SESSIONS = "2025-11-25"
STATELESS = "2026-07-28"
TOOLS = ["announce", "ask", "echo", "interrupt", "progress"]
COLOUR = "green"

# How long one step may take; longer than the reconnection delays of every SDK together.
STEP_SECONDS = 10
# The tool reports three times, 100 ms apart; less than this between the first and the answer was held back.
STREAMED_SECONDS = 0.1
# After a cut the answer is there before the client, which takes 600 to 1000 ms to come back, or after it.
AWAY_MS = 300
BACK_MS = 1500


def report(message: dict) -> None:
    print(json.dumps(message), flush=True)


async def attempt(step: str, run) -> bool:
    try:
        await run
        report({"step": step, "ok": True})
        return True
    except Exception as error:
        report({"step": step, "ok": False, "detail": f"{type(error).__name__}: {error}"})
        return False


async def soon(run) -> None:
    """Gives up after a while. Not for connecting and closing, which belong to one task from end to end."""
    await asyncio.wait_for(run, STEP_SECONDS)


def expect_equal(actual, expected) -> None:
    if actual != expected:
        raise AssertionError(f"{actual!r} instead of {expected!r}")


async def call(client: Client, name: str, arguments=None, on_progress=None) -> str:
    result = await client.call_tool(name, arguments or {}, progress_callback=on_progress)
    return result.content[0].text


async def list_tools(client: Client) -> None:
    expect_equal(sorted(tool.name for tool in (await client.list_tools()).tools), TOOLS)


async def echo(client: Client) -> None:
    expect_equal(await call(client, "echo", {"text": "åß∂"}), "åß∂")


async def follow_progress(client: Client) -> None:
    arrivals = []

    async def on_progress(*_) -> None:
        arrivals.append(time.monotonic())

    expect_equal(await call(client, "progress", on_progress=on_progress), "done")
    expect_equal(len(arrivals), 3)
    streamed = time.monotonic() - arrivals[0]
    if streamed < STREAMED_SECONDS:
        raise AssertionError(f"all came at once, within {streamed:.3f} s")


async def ask(client: Client) -> None:
    expect_equal(await call(client, "ask"), COLOUR)


async def await_notification(client: Client, changed: asyncio.Event) -> None:
    """Announces again until it is heard: the client cannot tell when the server has its stream."""
    while not changed.is_set():
        await call(client, "announce")
        await asyncio.sleep(0.2)


async def survive_cut(client: Client, line: str, ms: int) -> None:
    """The answer comes after the connection was cut, on a stream resumed with Last-Event-ID."""

    async def on_progress(*_) -> None:
        report({"cut": line})

    expect_equal(await call(client, "interrupt", {"ms": ms}, on_progress=on_progress), "survived")


async def listen(client: Client, changed: asyncio.Event, acknowledged: asyncio.Event) -> None:
    async with client.listen(tools_list_changed=True) as events:
        acknowledged.set()
        async for _ in events:
            changed.set()


async def build_client(stack: AsyncExitStack, changed: asyncio.Event) -> Client:
    url, revision, headers = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])

    async def answer(_context, _params) -> ElicitResult:
        return ElicitResult(action="accept", content={"colour": COLOUR})

    async def on_message(message) -> None:
        if isinstance(message, ToolListChangedNotification):
            changed.set()

    if revision == SSE:
        transport = sse_client(url, headers=headers)
    else:
        timeout = httpx2.Timeout(30, read=300)
        http = await stack.enter_async_context(httpx2.AsyncClient(headers=headers, timeout=timeout))
        transport = streamable_http_client(url, http_client=http)
    mode = "auto" if revision == STATELESS else "legacy"
    return Client(
        transport,
        mode=mode,
        read_timeout_seconds=STEP_SECONDS,
        elicitation_callback=answer,
        message_handler=on_message,
    )


async def connect(client: Client, revision: str) -> None:
    await client.__aenter__()
    # HTTP+SSE is a transport of its time, but the version is negotiated apart from it.
    if revision != SSE:
        expect_equal(client.protocol_version, revision)


async def listen(client: Client, changed: asyncio.Event) -> None:
    async with client.listen(tools_list_changed=True) as events:
        async for _ in events:
            changed.set()


async def main() -> None:
    revision = sys.argv[2]
    changed = asyncio.Event()
    async with AsyncExitStack() as stack:
        client = await build_client(stack, changed)
        if not await attempt("initialize", connect(client, revision)):
            return
        await attempt("list", soon(list_tools(client)))
        await attempt("call", soon(echo(client)))
        await attempt("progress", soon(follow_progress(client)))
        await attempt("ask", soon(ask(client)))
        listening = [asyncio.create_task(listen(client, changed))] if revision == STATELESS else []
        await attempt("notify", soon(await_notification(client, changed)))
        for task in listening:
            task.cancel()
        if revision == SESSIONS:
            await attempt("resume", soon(survive_cut(client, "server", AWAY_MS)))
            await attempt("return", soon(survive_cut(client, "client", BACK_MS)))
        await attempt("delete", client.__aexit__(None, None, None))


asyncio.run(main())
