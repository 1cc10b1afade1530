// The client of the Go SDK.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"interop/wire"
)

const (
	colour = "green"
	// stepTimeout is longer than the reconnection delays of every SDK together.
	stepTimeout = 10 * time.Second
	// streamed is the least time between the first report and the answer of a tool that reports three times, 100 ms
	// apart; less was held back.
	streamed = 100 * time.Millisecond
	// awayMs and backMs: after a cut the answer is there before the client, which takes 600 to 1000 ms to come back, or
	// after it.
	awayMs = 300
	backMs = 1500
)

var tools = []string{"announce", "ask", "echo", "interrupt", "progress"}

// sending adds headers to every request.
type sending struct{ headers map[string]string }

func (s sending) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	for name, value := range s.headers {
		request.Header.Set(name, value)
	}
	return http.DefaultTransport.RoundTrip(request)
}

// peer is the client and what it heard.
type peer struct {
	session      *mcp.ClientSession
	toolsChanged atomic.Bool
	onProgress   func()
}

// attempt reports how a step went, and gives up on it after a while even when the SDK does not.
func attempt(step string, run func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.Background(), stepTimeout)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		err = fmt.Errorf("nothing within %v", stepTimeout)
	}
	message := wire.Message{"step": step, "ok": err == nil}
	if err != nil {
		message["detail"] = err.Error()
	}
	wire.Report(message)
}

func (p *peer) connect(transport mcp.Transport, revision string) error {
	client := mcp.NewClient(&mcp.Implementation{Name: "interop", Version: "1.0.0"}, &mcp.ClientOptions{
		ElicitationHandler: func(context.Context, *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
			return &mcp.ElicitResult{Action: "accept", Content: map[string]any{"colour": colour}}, nil
		},
		ToolListChangedHandler: func(context.Context, *mcp.ToolListChangedRequest) { p.toolsChanged.Store(true) },
		ProgressNotificationHandler: func(context.Context, *mcp.ProgressNotificationClientRequest) {
			p.onProgress()
		},
	})
	// The context outlives the step: the SDK ties the session's streams to it.
	options := &mcp.ClientSessionOptions{ProtocolVersion: revision}
	session, err := client.Connect(context.Background(), transport, options)
	if err != nil {
		return err
	}
	p.session = session
	if version := session.InitializeResult().ProtocolVersion; version != revision {
		return fmt.Errorf("negotiated %s instead of %s", version, revision)
	}
	return nil
}

// call returns an error unless the tool answers with want.
func (p *peer) call(ctx context.Context, name string, arguments any, want string) error {
	params := &mcp.CallToolParams{Name: name, Arguments: arguments}
	params.SetProgressToken(name)
	result, err := p.session.CallTool(ctx, params)
	if err != nil {
		return err
	}
	if content, ok := result.Content[0].(*mcp.TextContent); !ok || content.Text != want {
		return fmt.Errorf("%v instead of %q", result.Content[0], want)
	}
	return nil
}

func (p *peer) list(ctx context.Context) error {
	result, err := p.session.ListTools(ctx, nil)
	if err != nil {
		return err
	}
	var names []string
	for _, tool := range result.Tools {
		names = append(names, tool.Name)
	}
	slices.Sort(names)
	if !slices.Equal(names, tools) {
		return fmt.Errorf("%v instead of %v", names, tools)
	}
	return nil
}

func (p *peer) followProgress(ctx context.Context) error {
	var arrivals []time.Time
	p.onProgress = func() { arrivals = append(arrivals, time.Now()) }
	if err := p.call(ctx, "progress", nil, "done"); err != nil {
		return err
	}
	if len(arrivals) != 3 {
		return fmt.Errorf("%d reports instead of 3", len(arrivals))
	}
	if took := time.Since(arrivals[0]); took < streamed {
		return fmt.Errorf("all came at once, within %v", took)
	}
	return nil
}

// awaitNotification announces again until it is heard: the client cannot tell when the server has its stream.
func (p *peer) awaitNotification(ctx context.Context) error {
	for !p.toolsChanged.Load() {
		if err := p.call(ctx, "announce", nil, "announced"); err != nil {
			return err
		}
		time.Sleep(200 * time.Millisecond)
	}
	return nil
}

// surviveCut gets its answer after the connection was cut, on a stream resumed with Last-Event-ID.
func (p *peer) surviveCut(ctx context.Context, line string, ms int) error {
	p.onProgress = func() { wire.Report(wire.Message{"cut": line}) }
	return p.call(ctx, "interrupt", map[string]int{"ms": ms}, "survived")
}

func newTransport(url, revision string, headers map[string]string) mcp.Transport {
	client := &http.Client{Transport: sending{headers}}
	if revision == wire.SSE {
		return &mcp.SSEClientTransport{Endpoint: url, HTTPClient: client}
	}
	return &mcp.StreamableClientTransport{Endpoint: url, HTTPClient: client}
}

func main() {
	url, revision := os.Args[1], os.Args[2]
	var headers map[string]string
	if err := json.Unmarshal([]byte(os.Args[3]), &headers); err != nil {
		log.Fatal(err)
	}
	p := &peer{onProgress: func() {}}
	attempt("initialize", func(context.Context) error {
		return p.connect(newTransport(url, revision, headers), revision)
	})
	if p.session == nil {
		return
	}
	attempt("list", p.list)
	attempt("call", func(ctx context.Context) error {
		return p.call(ctx, "echo", map[string]string{"text": "åß∂"}, "åß∂")
	})
	attempt("progress", p.followProgress)
	attempt("ask", func(ctx context.Context) error { return p.call(ctx, "ask", nil, colour) })
	attempt("notify", p.awaitNotification)
	if revision == wire.Sessions {
		attempt("resume", func(ctx context.Context) error { return p.surviveCut(ctx, "server", awayMs) })
		attempt("return", func(ctx context.Context) error { return p.surviveCut(ctx, "client", backMs) })
	}
	attempt("delete", func(context.Context) error { return p.session.Close() })
}
