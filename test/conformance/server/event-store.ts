/** Remembers the events of one session's streams, for clients that come back with Last-Event-ID. */
import type { EventStore } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';

interface StoredEvent {
  readonly streamId: string;
  readonly message: JSONRPCMessage;
}

/** Event ids are positions in the session's history, so what follows an event is what has a greater id. */
export function createEventStore(): EventStore {
  const history: StoredEvent[] = [];
  return {
    storeEvent(streamId, message) {
      history.push({ streamId, message });
      return Promise.resolve(String(history.length - 1));
    },
    getStreamIdForEventId: (eventId) => Promise.resolve(history[Number(eventId)]?.streamId),
    async replayEventsAfter(lastEventId, { send }) {
      const position = Number(lastEventId);
      const streamId = history[position]?.streamId ?? '';
      for (const [id, event] of history.entries()) {
        if (id > position && event.streamId === streamId) await send(String(id), event.message);
      }
      return streamId;
    },
  };
}
