// Package wire is what a peer tells the harness: one JSON object a line, on standard output.
package wire

import (
	"encoding/json"
	"os"
	"sync"
)

// Revisions of the protocol that differ on the wire.
const (
	SSE       = "2024-11-05"
	Sessions  = "2025-11-25"
	Stateless = "2026-07-28"
)

// Message is one line.
type Message map[string]any

var mu sync.Mutex

// Report writes one line.
func Report(message Message) {
	mu.Lock()
	defer mu.Unlock()
	if err := json.NewEncoder(os.Stdout).Encode(message); err != nil {
		panic(err)
	}
}
