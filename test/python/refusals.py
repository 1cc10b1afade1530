"""Refused definitions, as a Python app meets them."""

from cdk8s import App, Chart
from cdk8s_mcp_remote_proxy import (
    DefinitionErrors,
    HeaderForwardProps,
    HeaderFromSecretProps,
    McpRemoteProxy,
    SecretKeyRefProps,
)

SOUND = dict(remote_url="https://mcp.example.com/mcp")
REFUSED = dict(
    remote_url="ftp://mcp.example.com",
    port=0,
    header_forward=HeaderForwardProps(
        add_headers_from_secret=[
            HeaderFromSecretProps(
                header_name="Host",
                value_secret_ref=SecretKeyRefProps(name="api-key", key="key"),
            )
        ]
    ),
)
EXPECTED = [
    ("ERR_REMOTE_URL_SCHEME", "remoteUrl"),
    ("ERR_PORT_RANGE", "port"),
    ("ERR_HEADER_RESTRICTED", "headerForward.addHeadersFromSecret[0].headerName"),
]


def message_of(run) -> str:
    try:
        run()
    except RuntimeError as error:
        return str(error)
    raise AssertionError("nothing was raised")


def validate_returns_the_problems_as_data() -> None:
    issues = McpRemoteProxy.validate("search", **REFUSED)
    assert [(issue.code, issue.path) for issue in issues] == EXPECTED
    assert all(issue.message and issue.hint for issue in issues)
    assert McpRemoteProxy.validate("search", **SOUND) == []


def the_constructor_raises_them_all_and_gives_the_id_back() -> None:
    app = App()
    chart = Chart(app, "mcp", namespace="tools")
    message = message_of(lambda: McpRemoteProxy(chart, "search", **REFUSED))
    assert all(code in message and path in message for code, path in EXPECTED)
    McpRemoteProxy(chart, "search", **SOUND)
    assert "kind: Deployment" in app.synth_yaml()


def a_synth_reports_all_proxies_of_an_app() -> None:
    app = App()
    DefinitionErrors.report_at_synth(app)
    chart = Chart(app, "mcp", namespace="tools")
    McpRemoteProxy(chart, "first", **REFUSED).deployment.metadata.add_label("team", "platform")
    McpRemoteProxy(chart, "second", **SOUND)
    McpRemoteProxy(chart, "third", **SOUND, replicas=-1)
    message = message_of(app.synth)
    assert "[mcp/first] is refused: 3 problems" in message
    assert "[mcp/third] is refused: 1 problem" in message
    assert "mcp/second" not in message


for check in (
    validate_returns_the_problems_as_data,
    the_constructor_raises_them_all_and_gives_the_id_back,
    a_synth_reports_all_proxies_of_an_app,
):
    check()
    print(check.__name__.replace("_", " "))
