// The server of the Go SDK: HTTP+SSE, Streamable HTTP with sessions, and without since 2026-07-28.
package main

import (
	"context"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"interop/wire"
)

// stepDelay is the time between two reports of progress, long enough for each to leave by itself.
const stepDelay = 100 * time.Millisecond

type none struct{}

type echoInput struct {
	Text string `json:"text"`
}

type interruptInput struct {
	Ms int `json:"ms"`
}

func text(value string) *mcp.CallToolResult {
	return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: value}}}
}

func reportProgress(ctx context.Context, req *mcp.CallToolRequest, progress float64) error {
	return req.Session.NotifyProgress(ctx, &mcp.ProgressNotificationParams{
		ProgressToken: req.Params.GetProgressToken(), Progress: progress, Total: 3,
	})
}

func callProgress(ctx context.Context, req *mcp.CallToolRequest, _ none) (*mcp.CallToolResult, any, error) {
	for progress := range 3 {
		if err := reportProgress(ctx, req, float64(progress+1)); err != nil {
			return nil, nil, err
		}
		time.Sleep(stepDelay)
	}
	return text("done"), nil, nil
}

func callInterrupt(
	ctx context.Context, req *mcp.CallToolRequest, input interruptInput,
) (*mcp.CallToolResult, any, error) {
	if err := reportProgress(ctx, req, 1); err != nil {
		return nil, nil, err
	}
	time.Sleep(time.Duration(input.Ms) * time.Millisecond)
	return text("survived"), nil, nil
}

var question = &mcp.ElicitParams{
	Message: "Which colour?",
	RequestedSchema: map[string]any{
		"type":       "object",
		"properties": map[string]any{"colour": map[string]any{"type": "string"}},
		"required":   []string{"colour"},
	},
}

// callAsk makes a request of the question in a session, and an input-required result (SEP-2322) without one.
func callAsk(ctx context.Context, req *mcp.CallToolRequest, _ none) (*mcp.CallToolResult, any, error) {
	if answer, ok := req.Params.InputResponses["colour"].(*mcp.ElicitResult); ok {
		return text(answer.Content["colour"].(string)), nil, nil
	}
	if req.ProtocolVersion() == wire.Stateless {
		return &mcp.CallToolResult{InputRequests: mcp.InputRequestMap{"colour": question}}, nil, nil
	}
	answer, err := req.Session.Elicit(ctx, question)
	if err != nil {
		return nil, nil, err
	}
	return text(answer.Content["colour"].(string)), nil, nil
}

func newServer() *mcp.Server {
	server := mcp.NewServer(&mcp.Implementation{Name: "interop", Version: "1.0.0"}, nil)
	mcp.AddTool(server, &mcp.Tool{Name: "echo"},
		func(_ context.Context, _ *mcp.CallToolRequest, input echoInput) (*mcp.CallToolResult, any, error) {
			return text(input.Text), nil, nil
		})
	mcp.AddTool(server, &mcp.Tool{Name: "progress"}, callProgress)
	mcp.AddTool(server, &mcp.Tool{Name: "interrupt"}, callInterrupt)
	mcp.AddTool(server, &mcp.Tool{Name: "ask"}, callAsk)
	// The SDK tells every client of a change by itself, outside of any call.
	announce := &mcp.Tool{Name: "announce"}
	var callAnnounce mcp.ToolHandlerFor[none, any]
	callAnnounce = func(context.Context, *mcp.CallToolRequest, none) (*mcp.CallToolResult, any, error) {
		mcp.AddTool(server, announce, callAnnounce)
		return text("announced"), nil, nil
	}
	mcp.AddTool(server, announce, callAnnounce)
	return server
}

func newHandler(revision string) (path string, handler http.Handler) {
	server := newServer()
	getServer := func(*http.Request) *mcp.Server { return server }
	if revision == wire.SSE {
		return "/sse", mcp.NewSSEHandler(getServer, nil)
	}
	options := &mcp.StreamableHTTPOptions{Stateless: revision == wire.Stateless}
	if revision == wire.Sessions {
		options.EventStore = mcp.NewMemoryEventStore(nil)
	}
	return "/mcp", mcp.NewStreamableHTTPHandler(getServer, options)
}

// reporting reports every request before it is answered.
func reporting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		headers := [][2]string{{"Host", request.Host}}
		for name, values := range request.Header {
			for _, value := range values {
				headers = append(headers, [2]string{name, value})
			}
		}
		wire.Report(wire.Message{"request": wire.Message{"method": request.Method, "headers": headers}})
		next.ServeHTTP(response, request)
	})
}

func main() {
	path, handler := newHandler(os.Args[1])
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	wire.Report(wire.Message{"port": listener.Addr().(*net.TCPAddr).Port, "path": path})
	log.Fatal(http.Serve(listener, reporting(handler)))
}
