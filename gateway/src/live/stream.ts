import type { ServerResponse } from 'node:http';
import { steadyNow } from '@shop/common/time';
import { Progress, type OrderStory, type StatusChange } from './progress.js';

/** A client with this much unread data is too slow and is disconnected; it reconnects with Last-Event-ID. */
const MOST_UNREAD = 64 * 1024;

/** One open event stream of one order. */
export class Stream {
  readonly orderId: string;
  readonly #response: ServerResponse;
  readonly #progress: Progress;
  readonly #readStory: () => Promise<OrderStory>;
  #reading: Promise<void> | undefined;
  #again = false;
  #begun = false;
  readonly #early: StatusChange[] = [];
  /** Time (steady clock) of the last read or change, and the delay until the next read. */
  quietSince = steadyNow();
  pollMs: number;

  constructor(options: {
    orderId: string;
    response: ServerResponse;
    seen: number;
    pollMs: number;
    readStory: () => Promise<OrderStory>;
  }) {
    this.orderId = options.orderId;
    this.#response = options.response;
    this.#progress = new Progress(options.seen);
    this.#readStory = options.readStory;
    this.pollMs = options.pollMs;
  }

  /** Starts the answer with the history that was read during the authorisation check. */
  begin(story: OrderStory): void {
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    this.#write(`retry: 2000\n\n`);
    this.#show([...this.#progress.read(story), ...this.#early.flatMap((change) => this.#progress.hear(change))]);
    this.#begun = true;
    if (this.#progress.hasGap) void this.catchUp();
  }

  /** Handles a broadcast change of this order; buffered until the stream has begun. */
  hear(change: StatusChange): void {
    this.quietSince = steadyNow();
    if (!this.#begun) return void this.#early.push(change);
    this.#show(this.#progress.hear(change));
    if (this.#progress.hasGap) void this.catchUp();
  }

  /** Reads the history again: one read at a time, and one more for changes during a read. Never rejects. */
  async catchUp(): Promise<void> {
    if (!this.#begun) return;
    if (this.#reading) {
      this.#again = true;
      return this.#reading;
    }
    this.#reading = this.#read();
    await this.#reading;
    this.#reading = undefined;
    if (this.#again) {
      this.#again = false;
      await this.catchUp();
    }
  }

  async #read(): Promise<void> {
    this.quietSince = steadyNow();
    try {
      const story = await this.#readStory();
      if (!this.#response.writableEnded) this.#show(this.#progress.read(story));
    } catch {
      // the safety poll reads again
    }
  }

  /** A comment line, so that proxies do not close an idle connection. */
  beat(): void {
    if (this.#begun) this.#write(':\n\n');
  }

  /** Ends the stream with the hint to reconnect in a second. */
  sendAway(): void {
    if (this.#begun && !this.#response.writableEnded) this.#response.end('retry: 1000\n\n');
  }

  #show(changes: readonly StatusChange[]): void {
    for (const { seq, status, at, reason } of changes)
      this.#write(`id: ${seq}\ndata: ${JSON.stringify({ seq, status, at, reason })}\n\n`);
    if (this.#progress.ended) this.#response.end();
  }

  #write(text: string): void {
    // ended, and not yet closed while the client does not read
    if (this.#response.writableEnded) return;
    this.#response.write(text);
    if (this.#response.writableLength > MOST_UNREAD) this.#response.destroy();
  }
}
