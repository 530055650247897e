import { notFound, unavailable } from '@shop/common/errors';
import { storedSpans, type StoredSpan } from '@shop/common/tracing/store';
import { valid } from '@shop/common/validation/validate';
import type { Redis } from 'ioredis';
import type { Handler } from '../http/exchange.js';
import { headOf, viewOf, type TraceHead } from './trace-view.js';
import { traceIdSchema, tracesQuery, type TracesQuery } from './traces.schema.js';

export interface TraceDesk {
  /** GET /api/traces */
  readonly list: Handler;
  /** GET /api/traces/:traceId */
  readonly one: Handler;
}

/** The latest traces, from the spans that every process stores in Redis. `store` says whether they do. */
export function traceDesk(redis: Redis, store: { readonly enabled: boolean; readonly sample: number }): TraceDesk {
  return {
    list: async ({ ctx }) => {
      const query = valid(tracesQuery, { ...ctx.query }, { convert: true, whole: 'query' });
      ctx.body = { items: store.enabled ? await reading(() => last(redis, query)) : [], store };
    },
    one: async ({ ctx }) => {
      const traceId = valid(traceIdSchema, ctx.path.split('/')[3], { at: 'traceId' });
      const { spans, later } = await reading(() => spansOf(redis, traceId));
      if (spans.length === 0)
        throw notFound('TRACE_NOT_FOUND', 'There is no such trace among the last ones; a collector keeps them longer.');
      ctx.body = viewOf(traceId, spans, later);
    },
  };
}

async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unavailable('The traces cannot be read at the moment; try again shortly.', error);
  }
}

/** The newest traces that match the query, each with all of its spans; without the calls that a process makes by itself every second. */
async function last(redis: Redis, { limit, sagaId, orderId, failed }: TracesQuery): Promise<TraceHead[]> {
  const traces = new Map<string, StoredSpan[]>();
  const began = new Map<string, number>();
  const all = sagaId !== undefined || orderId !== undefined || failed !== undefined;
  for await (const { at, spans } of storedSpans(redis)) {
    // later spans of a trace arrived after it began
    if (!all && began.size > limit && at < Math.min(...[...began.values()].slice(0, limit))) break;
    for (const span of spans) {
      const known = traces.get(span.traceId);
      if (known) known.push(span);
      else traces.set(span.traceId, [span]);
      if (isWork(span)) began.set(span.traceId, Math.min(began.get(span.traceId) ?? Infinity, span.start));
    }
  }
  return [...traces]
    .filter(([, spans]) => spans.some(isWork))
    .map(([traceId, spans]) => headOf(traceId, spans))
    .filter((head) => sagaId === undefined || head.sagaIds.includes(sagaId))
    .filter((head) => orderId === undefined || head.orderIds.includes(orderId))
    .filter((head) => failed === undefined || head.failed > 0 === failed)
    .toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))
    .slice(0, limit);
}

/** False for a call by itself, which nobody asked for; one that failed is of interest. */
const isWork = ({ kind, failed }: StoredSpan): boolean => kind !== 'client' || failed;

/** A trace's spans, and those of other traces that follow from it. */
async function spansOf(redis: Redis, traceId: string): Promise<{ spans: StoredSpan[]; later: StoredSpan[] }> {
  const found: StoredSpan[] = [];
  for await (const { spans } of storedSpans(redis, traceId)) found.push(...spans);
  return {
    spans: found.filter((span) => span.traceId === traceId),
    later: found.filter((span) => span.links.some((link) => link.traceId === traceId)),
  };
}
