import { SPAN_ATTRIBUTES, type WorkId } from '@shop/protos/system';
import { currentContext, newSpanId, sampleBy, traceparentOf, withContext, type Context } from './context.js';
import { Problem } from '../errors.js';
import { redact } from '../logging/redact.js';

/** The only attributes that a span may have: ids and codes, never contents. */
const NAMES = [
  'db.collection.name',
  'db.operation.name',
  'db.system.name',
  'error.type',
  'http.request.method',
  'http.response.status_code',
  'http.route',
  'messaging.destination.name',
  'messaging.operation.name',
  'messaging.system',
  'rpc.method',
  'rpc.response.status_code',
  'rpc.service',
  'rpc.system',
  'server.address',
] as const;
const ALLOWED = new Set<string>([...NAMES, ...Object.keys(SPAN_ATTRIBUTES)]);
const LONGEST = 200;

/** The attributes that show an id of the work. */
const SHOWN_IDS = (Object.entries(SPAN_ATTRIBUTES) as [keyof typeof SPAN_ATTRIBUTES, WorkId | undefined][]).flatMap(
  ([name, id]) => (id === undefined ? [] : [[name, id] as const]),
);

export type Attributes = Partial<Record<(typeof NAMES)[number] | keyof typeof SPAN_ATTRIBUTES, string | number>>;
export type SpanKind = 'server' | 'client' | 'producer' | 'consumer' | 'internal';
/** A span of another trace that this one follows from without being part of it. */
export interface Link {
  readonly traceId: string;
  readonly spanId: string;
}

/** One finished piece of work of a trace. */
export interface SpanData extends Link {
  readonly parentId?: string;
  readonly name: string;
  readonly kind: SpanKind;
  /** Milliseconds since the epoch, with fractions. */
  readonly start: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly failed: boolean;
  readonly attributes: Attributes;
  readonly links: readonly Link[];
}

/** Receives finished spans. It may fail: then these spans are lost, and nothing else is. */
export interface SpanSink {
  take(spans: readonly SpanData[]): Promise<void>;
  /** Sends what it still holds. */
  close(): Promise<void>;
}

/** A piece of work that is being recorded. These calls do nothing when the trace is not recorded. */
export interface Span {
  set(attributes: Attributes): void;
  rename(name: string): void;
  /** Marks it as failed, unless it was only refused (a Problem below 500); says why by a code. */
  fail(error: unknown): void;
}

export interface SpanOptions {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  readonly links?: readonly Link[];
}

const MOST_HELD = 4096;
const BATCH = 512;

let recorder: Recorder | undefined;

/** Whether this process records spans at all. */
export const isTracing = (): boolean => recorder !== undefined;

class Recorder {
  readonly #sinks: readonly SpanSink[];
  readonly #timer: NodeJS.Timeout;
  #held: SpanData[] = [];
  #sending: Promise<unknown> | undefined;
  /** Added to the monotonic clock, it gives the time of day. */
  #epoch = performance.timeOrigin;

  constructor(sinks: readonly SpanSink[], everyMs: number) {
    this.#sinks = sinks;
    this.#timer = setInterval(() => void this.flush(), everyMs);
    this.#timer.unref();
  }

  now(): number {
    return this.#epoch + performance.now();
  }

  take(span: SpanData): void {
    // when a sink does not keep up, spans are dropped, so that memory stays bounded
    if (this.#held.length >= MOST_HELD) return;
    this.#held.push(span);
    if (this.#held.length === BATCH) setImmediate(() => void this.flush());
  }

  async flush(): Promise<void> {
    if (this.#sending) return;
    const drift = Date.now() - this.now();
    if (Math.abs(drift) > 5) this.#epoch += drift;
    const spans = this.#held;
    if (spans.length === 0) return;
    this.#held = [];
    this.#sending = Promise.all(this.#sinks.map((sink) => sink.take(spans).catch(() => undefined)));
    await this.#sending;
    this.#sending = undefined;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sending;
    await this.flush();
    await Promise.all(this.#sinks.map((sink) => sink.close().catch(() => undefined)));
  }
}

/**
 * Records the spans of this process from now on: a `share`, from 0 to 1, of the traces that begin here, and those other traces that their
 * origin records. The returned function stops it and sends what is left, for at most `ms` milliseconds.
 */
export function recordSpans(
  sinks: readonly SpanSink[],
  share: number,
  { everyMs = 500 }: { everyMs?: number } = {},
): (ms?: number) => Promise<void> {
  sampleBy((traceId) => Number.parseInt(traceId.slice(-8), 16) < share * 2 ** 32);
  if (sinks.length === 0) return async () => undefined;
  const mine = new Recorder(sinks, everyMs);
  recorder = mine;
  return async (ms = 1_000) => {
    if (recorder === mine) recorder = undefined;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
    await Promise.race([mine.close(), late]);
    clearTimeout(timer);
  };
}

/** The W3C header of the work under way, to be stored with what it causes later; undefined when it is not recorded. */
export function recordedTrace(): string | undefined {
  const context = recorder ? currentContext() : undefined;
  return context?.sampled ? traceparentOf(context) : undefined;
}

const NOTHING: Span = { set: () => undefined, rename: () => undefined, fail: () => undefined };

/** Runs `work` as a span of the work under way; calls that it makes are its children. Rejects as `work` does. */
export function inSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  const span = beginSpan(name, options);
  return span ? runIn(span, work) : work(NOTHING);
}

/** Runs `work` as a span that was begun, and ends it. Rejects as `work` does. */
export async function runIn<T>(span: OpenSpan, work: (span: Span) => Promise<T>): Promise<T> {
  try {
    return await withContext(span.context, () => work(span));
  } catch (error) {
    span.fail(error);
    throw error;
  } finally {
    span.end();
  }
}

/** Begins a span that its caller ends; undefined when the work under way is not recorded. */
export function beginSpan(name: string, options: SpanOptions = {}): OpenSpan | undefined {
  if (!recorder) return undefined;
  const context = currentContext();
  return context?.sampled ? new OpenSpan(recorder, context, name, options) : undefined;
}

/** A span that has begun and is sent once it has ended. */
export class OpenSpan implements Span {
  /** The context of its children. */
  readonly context: Context;
  readonly #recorder: Recorder;
  readonly #parentId: string | undefined;
  readonly #options: SpanOptions;
  readonly #start: number;
  readonly #attributes: Record<string, string | number> = {};
  #name: string;
  #failed = false;

  constructor(to: Recorder, parent: Context, name: string, options: SpanOptions) {
    this.#recorder = to;
    this.#name = name;
    this.#options = options;
    this.#parentId = parent.spanned === false ? undefined : parent.spanId;
    const spanId = this.#parentId === undefined ? parent.spanId : newSpanId();
    parent.spanned = true;
    this.context = { ...parent, spanId, spanned: true, parent };
    this.#start = to.now();
    if (options.attributes) this.set(options.attributes);
  }

  set(attributes: Attributes): void {
    for (const [name, value] of Object.entries(attributes)) if (ALLOWED.has(name)) this.#attributes[name] = value;
  }

  rename(name: string): void {
    this.#name = name;
  }

  fail(error: unknown): void {
    const problem = error instanceof Problem ? error : undefined;
    this.set({ 'error.type': problem?.code ?? (error instanceof Error ? error.name : 'Error') });
    if (!problem || problem.status >= 500) this.#failed = true;
  }

  end(): void {
    const { kind = 'internal', links = [] } = this.#options;
    const { traceId, spanId } = this.context;
    if (kind !== 'client')
      for (const [name, shown] of SHOWN_IDS) {
        const id = this.context[shown];
        if (id) this.#attributes[name] ??= id;
      }
    for (const [name, value] of Object.entries(this.#attributes))
      // ids come from outside: what looks like a card number or a token is redacted
      if (typeof value === 'string') this.#attributes[name] = String(redact(value)).slice(0, LONGEST);
    this.#recorder.take({
      traceId,
      spanId,
      ...(this.#parentId === undefined ? {} : { parentId: this.#parentId }),
      name: this.#name,
      kind,
      start: this.#start,
      duration: this.#recorder.now() - this.#start,
      failed: this.#failed,
      attributes: this.#attributes,
      links,
    });
  }
}
