import type { ServerResponse } from 'node:http';
import { steadyNow } from '@shop/common/time';
import { Progress, type OrderStory, type StatusChange } from './progress.js';

/** A client that has not read this much is too slow; it comes back with Last-Event-ID. */
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
  /** When the history was read last or a change came, by the steady clock, and the next reading after it. */
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

  /** Starts the answer with the history that was read while it was checked who asks. */
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

  /** A broadcast change of this order; kept until the stream has begun. */
  hear(change: StatusChange): void {
    this.quietSince = steadyNow();
    if (!this.#begun) return void this.#early.push(change);
    this.#show(this.#progress.hear(change));
    if (this.#progress.hasGap) void this.catchUp();
  }

  /** Reads the history again, at most once at a time and once more for whatever came meanwhile. Never rejects. */
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
      if (this.#response.writable) this.#show(this.#progress.read(story));
    } catch {
      // the safety poll asks again
    }
  }

  /** A comment line, so that proxies do not close an idle connection. */
  beat(): void {
    if (this.#begun) this.#write(':\n\n');
  }

  /** Ends the stream with the hint to come back in a second. */
  sendAway(): void {
    if (this.#begun) this.#response.end('retry: 1000\n\n');
  }

  #show(changes: readonly StatusChange[]): void {
    for (const { seq, status, at, reason } of changes)
      this.#write(`id: ${seq}\ndata: ${JSON.stringify({ seq, status, at, reason })}\n\n`);
    if (this.#progress.ended) this.#response.end();
  }

  #write(text: string): void {
    if (!this.#response.writable) return;
    this.#response.write(text);
    if (this.#response.writableLength > MOST_UNREAD) this.#response.destroy();
  }
}
