import type { StoredSpan } from '@shop/common/tracing/store';

type Spans = readonly StoredSpan[];

/** A trace in a list. */
export interface TraceHead {
  readonly traceId: string;
  readonly name: string;
  readonly process: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly spans: number;
  readonly failed: number;
  readonly processes: readonly string[];
  readonly sagaIds: readonly string[];
  readonly orderIds: readonly string[];
}

const iso = (ms: number): string => new Date(ms).toISOString();
const round = (ms: number): number => Math.round(ms * 1000) / 1000;

const startOf = (spans: Spans): number => spans.reduce((least, { start }) => Math.min(least, start), Infinity);

/** A summary of a trace, from those of its spans that have arrived. */
export function headOf(traceId: string, spans: Spans): TraceHead {
  const root = rootOf(spans);
  return {
    traceId,
    name: root.name,
    process: root.process,
    ...timesOf(spans),
    spans: spans.length,
    failed: spans.filter(({ failed }) => failed).length,
    processes: [...new Set(inOrder(spans).map(({ process }) => process))],
    sagaIds: idsOf(spans, 'shop.saga.id'),
    orderIds: idsOf(spans, 'shop.order.id'),
  };
}

/** Every span of a trace, in the order of their start times. */
export function viewOf(traceId: string, spans: Spans, later: Spans) {
  const began = startOf(spans);
  return {
    traceId,
    name: rootOf(spans).name,
    ...timesOf(spans),
    spans: inOrder(spans).map(
      ({ spanId, parentId, process, replica, name, kind, start, duration, failed, attributes, links }) => ({
        spanId,
        parentId: parentId ?? null,
        process,
        replica,
        name,
        kind,
        startedAt: iso(start),
        offsetMs: round(start - began),
        durationMs: duration,
        status: failed ? 'error' : 'ok',
        attributes,
        links,
      }),
    ),
    linkedFrom: inOrder(later).map((span) => ({
      traceId: span.traceId,
      name: span.name,
      startedAt: iso(span.start),
    })),
  };
}

const inOrder = (spans: Spans): StoredSpan[] => spans.toSorted((a, b) => a.start - b.start);

function timesOf(spans: Spans): { startedAt: string; durationMs: number } {
  const began = startOf(spans);
  const ended = spans.reduce((most, { start, duration }) => Math.max(most, start + duration), 0);
  return { startedAt: iso(began), durationMs: round(ended - began) };
}

/** The first span whose parent is not among them. */
function rootOf(spans: Spans): StoredSpan {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const ordered = inOrder(spans);
  return ordered.find(({ parentId }) => parentId === undefined || !ids.has(parentId)) ?? ordered[0]!;
}

const idsOf = (spans: Spans, name: 'shop.saga.id' | 'shop.order.id'): string[] => [
  ...new Set(spans.flatMap(({ attributes }) => attributes[name] ?? []).map(String)),
];
