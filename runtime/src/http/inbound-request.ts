/** A request whose body, however it is cut into pieces, costs nobody else more than whole ones do. */
import { IncomingMessage } from 'node:http';
import { HeldBytes } from '../held-bytes';
import { PieceCount } from '../turns';
import { connectionOf } from './client-connection';

/** As much is passed on at once: more would be read in one turn than a remote that reads nothing should cost. */
const COLLECTED_BYTES = 16 * 1024;

/** Of all bodies together: a thousand that send few pieces at one moment cost as much as one that sends many. */
const PIECES = new PieceCount();

export class InboundRequest extends IncomingMessage {
  /**
   * What came in this turn of the event loop after the first piece. Each by itself would be an object a hundred times
   * its size, and a write to the remote.
   */
  #collected: HeldBytes | undefined;
  #hasBegun = false;
  #received = 0;

  /** Bytes still to come of a body whose length was declared. */
  get declaredRest(): number {
    return Number(this.headers['content-length'] ?? 0) - this.#received;
  }

  /** What the parser has of the body; as the answer is false, it stops reading the connection until more is wanted. */
  override push(piece: Buffer | null): boolean {
    try {
      return this.#take(piece);
    } catch (error) {
      return this.#crash(error);
    }
  }

  #take(piece: Buffer | null): boolean {
    if (piece === null) {
      this.#passOn();
      return super.push(null);
    }
    this.#received += piece.length;
    // Most bodies are one piece.
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      return super.push(piece);
    }
    const wantsMore = this.#collect(piece);
    if (!PIECES.isCostly(piece)) return wantsMore;
    connectionOf(this.socket)?.reader.onCostly();
    return false;
  }

  /** What has come is there for whoever asks. */
  override read(size?: number): unknown {
    this.#passOn();
    return super.read(size) as unknown;
  }

  #collect(piece: Buffer): boolean {
    this.#collected ??= new HeldBytes();
    const isFirst = this.#collected.length === 0;
    if (isFirst && piece.length >= COLLECTED_BYTES) return super.push(piece);
    this.#collected.add(piece);
    if (this.#collected.length >= COLLECTED_BYTES) return this.#passOn();
    if (isFirst) setImmediate(() => this.#passOn());
    return true;
  }

  /** Returns whether more is wanted. */
  #passOn(): boolean {
    if (this.#collected === undefined || this.#collected.length === 0) return true;
    try {
      return super.push(this.#collected.take());
    } catch (error) {
      return this.#crash(error);
    }
  }

  /** Neither the parser nor the event loop, who call, would know what to do. */
  #crash(error: unknown): false {
    const connection = connectionOf(this.socket);
    const current = connection?.current;
    if (current?.req === this && current.exchange !== undefined) current.exchange.crash(error);
    else connection?.crash(error);
    return false;
  }
}

/** All that has come of a body and was not read. Node's `read` gives the first piece of it. */
export function readAll(request: IncomingMessage): Buffer | null {
  // Only then its length is known.
  request.read(0);
  return request.read(request.readableLength) as Buffer | null;
}
