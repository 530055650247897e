import { SYSTEM } from '@shop/protos/system';
import type { Redis } from 'ioredis';
import { silentLogger } from '../logging/logger.js';
import { connectRedis } from '../redis/connection.js';
import type { Attributes, Link, SpanData, SpanKind, SpanSink } from './tracing.js';

/** The Redis stream of the last spans of every process, for development and for small installations without a collector. */
export const TRACES = `{${SYSTEM}}:traces`;
/** Entries that are kept, of at most SPANS_AN_ENTRY spans each: some 20 MB when all of them are full. */
const ENTRIES = 2_000;
const SPANS_AN_ENTRY = 32;

/** A span as stored, with who recorded it. */
export interface StoredSpan extends SpanData {
  readonly process: string;
  readonly replica: string;
}

type Packed = [
  traceId: string,
  spanId: string,
  parentId: string | 0,
  name: string,
  kind: SpanKind,
  start: number,
  duration: number,
  failed: 0 | 1,
  attributes: Attributes,
  links: readonly Link[] | 0,
];

/** A sink that adds spans to the stream; while Redis is away they are dropped, silently. */
export function traceStore(url: string, process: string, replica: string): SpanSink {
  // the process itself logs that Redis is unavailable
  const redis = connectRedis(url, { logger: silentLogger() });
  return {
    async take(spans) {
      if (redis.status !== 'ready') return;
      const pipeline = redis.pipeline();
      for (let from = 0; from < spans.length; from += SPANS_AN_ENTRY) {
        const packed = spans.slice(from, from + SPANS_AN_ENTRY).map(pack);
        pipeline.xadd(TRACES, 'MAXLEN', '~', ENTRIES, '*', 'p', process, 'r', replica, 's', JSON.stringify(packed));
      }
      await pipeline.exec();
    },
    close: async () => redis.disconnect(),
  };
}

const pack = ({
  traceId,
  spanId,
  parentId,
  name,
  kind,
  start,
  duration,
  failed,
  attributes,
  links,
}: SpanData): Packed => [
  traceId,
  spanId,
  parentId ?? 0,
  name,
  kind,
  round(start),
  round(duration),
  failed ? 1 : 0,
  attributes,
  links.length > 0 ? links : 0,
];

const round = (ms: number): number => Math.round(ms * 1000) / 1000;

/** Spans that arrived together, at `at` (ms since the epoch). */
export interface StoredBatch {
  readonly at: number;
  readonly spans: readonly StoredSpan[];
}

/** The stored spans, newest first, as they arrived; only batches that contain `text` if it is given. Throws when Redis does. */
export async function* storedSpans(redis: Redis, text?: string): AsyncGenerator<StoredBatch> {
  const page = 100;
  for (let end = '+'; ;) {
    const entries = await redis.xrevrange(TRACES, end, '-', 'COUNT', page);
    for (const [id, [, process = '', , replica = '', , packed = '']] of entries)
      if (text === undefined || packed.includes(text))
        yield { at: Number.parseInt(id, 10), spans: unpack(process, replica, packed) };
    const last = entries.at(-1);
    if (!last || entries.length < page) return;
    end = `(${last[0]}`;
  }
}

const unpack = (process: string, replica: string, packed: string): StoredSpan[] =>
  (JSON.parse(packed) as Packed[]).map(
    ([traceId, spanId, parentId, name, kind, start, duration, failed, attributes, links]) => ({
      traceId,
      spanId,
      ...(parentId === 0 ? {} : { parentId }),
      name,
      kind,
      start,
      duration,
      failed: failed === 1,
      attributes,
      links: links === 0 ? [] : links,
      process,
      replica,
    }),
  );
