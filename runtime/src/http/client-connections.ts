/** The connections of clients, and bounds on how many there are and on what is sent ahead on them. */
import type { Socket } from 'node:net';
import { isPlaceFor } from '../fair-share';
import { hasCostMuch } from '../turns';
import { ClientConnection } from './client-connection';
import type { ConnectionOwner } from './client-connection';

/** So many of the idle connections make room at once that looking for them costs newcomers next to nothing. */
const EVICTED_SHARE = 1 / 32;

/** Requests sent ahead of their turn, on all connections: each is held, and has been parsed whether its turn comes or not. */
const MAX_AHEAD_OF_ALL = 256;

export class ClientConnections implements ConnectionOwner {
  readonly #limit: number;
  readonly #open = new Set<ClientConnection>();
  readonly onCrash: (error: unknown) => void;
  ahead = 0;

  /** `onCrash` is told what is thrown where only a connection is to be ended for it. */
  constructor(limit: number, onCrash: (error: unknown) => void) {
    this.#limit = limit;
    this.onCrash = onCrash;
  }

  isPlaceAhead(network: string | undefined): boolean {
    return isPlaceFor(MAX_AHEAD_OF_ALL, this.ahead, () => this.#aheadOf(network));
  }

  #aheadOf(network: string | undefined): number {
    let count = 0;
    for (const connection of this.#open) if (connection.network === network) count += connection.ahead;
    return count;
  }

  /** Takes a new connection in; false when all others are busy, so that there is no place for it. */
  accept(socket: Socket): boolean {
    const connection = new ClientConnection(socket, this);
    if (this.#open.size >= this.#limit && !this.#makeRoom(connection)) return false;
    this.#open.add(connection);
    socket.on('close', () => {
      this.#open.delete(connection);
      connection.dropAhead();
    });
    if (hasCostMuch(connection.network)) connection.reader.rest('newcomer');
    return true;
  }

  /** Everybody else of its network comes in turn too: however many of them send at once, others wait for one. */
  restOthers(one: ClientConnection): void {
    for (const other of this.#open)
      if (other !== one && other.network === one.network) other.reader.rest('untried');
  }

  /** Destroys the connections that carry no request, nor the beginning of one. */
  closeUnused(): void {
    for (const connection of this.#open) if (connection.isUnused) connection.socket.destroy();
  }

  /**
   * Idle connections go, those of the network that has most of all first, and of these the longest idle. Whoever has more
   * than half of all has to make do with its own.
   */
  #makeRoom(newcomer: ClientConnection): boolean {
    const counts = new Map<string | undefined, number>();
    for (const open of this.#open) counts.set(open.network, countOf(counts, open) + 1);
    const isOwn = countOf(counts, newcomer) > this.#open.size / 2;
    const idle = [...this.#open].filter(
      (open) => open.current === undefined && (!isOwn || open.network === newcomer.network),
    );
    idle.sort((a, b) => countOf(counts, b) - countOf(counts, a) || a.idleSinceMs - b.idleSinceMs);
    const evicted = idle.slice(0, Math.ceil(this.#limit * EVICTED_SHARE));
    for (const connection of evicted) {
      this.#open.delete(connection);
      connection.socket.destroy();
    }
    return evicted.length > 0;
  }
}

function countOf(counts: ReadonlyMap<string | undefined, number>, { network }: ClientConnection): number {
  return counts.get(network) ?? 0;
}
