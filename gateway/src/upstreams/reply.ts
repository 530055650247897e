import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { errors, type Dispatcher, type Pool } from 'undici';
import type { Client } from './client.js';

/** A body of at most this many bytes is read whole. */
const WHOLE_BYTES = 64 * 1024;

/** The request to a replica, and its client. */
export interface Sent extends Dispatcher.DispatchOptions {
  /** Ends the request when the client disconnects. */
  readonly client?: Client;
  /** Whether it may be broken off while it waits for its answer, and sent again. */
  readonly repeatable?: boolean;
}

/** How to break off each repeatable request that waits for its answer. */
export type Waiting = Set<(reason: Error) => void>;

/** An answer. A small body is complete in memory, so that a replica that dies in the middle of it can be replaced. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | Readable;
}

/** A body as text. Rejects when it breaks off. */
export const textOf = async (body: Reply['body']): Promise<string> =>
  String(Buffer.isBuffer(body) ? body : Buffer.concat(await body.toArray()));

/** Sends a request over one of the pool's connections; it is among `waiting` meanwhile. Rejects with an error for `failureOf`. */
export const replyOf = (pool: Pool, sent: Sent, waiting?: Waiting): Promise<Reply> =>
  new Promise((resolve, reject) => void pool.dispatch(sent, new Receiver(sent, resolve, reject, waiting)));

/** Reads one answer as it arrives. `request` of undici creates a stream for each, which costs more than everything else here. */
class Receiver implements Dispatcher.DispatchHandler {
  readonly #sent: Sent;
  readonly #resolve: (reply: Reply) => void;
  readonly #reject: (error: Error) => void;
  readonly #waiting: Waiting | undefined;
  readonly #chunks: Buffer[] = [];
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #stream: Readable | undefined;
  #ended = false;
  #breakOff: ((reason: Error) => void) | undefined;

  constructor(sent: Sent, resolve: (reply: Reply) => void, reject: (error: Error) => void, waiting?: Waiting) {
    this.#sent = sent;
    this.#resolve = resolve;
    this.#reject = reject;
    if (sent.repeatable) this.#waiting = waiting;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#sent.client?.whenLeft(() => controller.abort(new errors.RequestAbortedError()));
    this.#breakOff = (reason) => controller.abort(reason);
    this.#waiting?.add(this.#breakOff);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    const bodiless = this.#sent.method === 'HEAD' || status === 204 || status === 304;
    if (bodiless || Number(headers['content-length'] ?? Number.NaN) <= WHOLE_BYTES) return;
    this.#waitNoMore();
    this.#stream = new Readable({
      read: () => controller.resume(),
      destroy: (error, done) => {
        if (!this.#ended) controller.abort(error ?? new errors.RequestAbortedError());
        done(error);
      },
    });
    this.#resolve({ status, headers, body: this.#stream });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#stream) this.#chunks.push(chunk);
    else if (!this.#stream.push(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.#ended = true;
    this.#waitNoMore();
    if (this.#stream) return void this.#stream.push(null);
    const body = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#ended = true;
    this.#waitNoMore();
    if (this.#stream) this.#stream.destroy(error);
    else this.#reject(error);
  }

  #waitNoMore(): void {
    if (this.#breakOff) this.#waiting?.delete(this.#breakOff);
  }
}
