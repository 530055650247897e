import { SYSTEM } from '@shop/protos/system';
import { SpanKind, SpanStatusCode, TraceFlags, type HrTime } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { SpanData, SpanSink } from './tracing.js';

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** A sink that sends spans to a collector by OTLP over HTTP; `endpoint` without `/v1/traces`. Headers by OTEL_EXPORTER_OTLP_HEADERS. */
export function otlpSink(endpoint: string, process: string, replica: string): SpanSink {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: 5_000 });
  const batches = new BatchSpanProcessor(exporter, { scheduledDelayMillis: 1_000, exportTimeoutMillis: 5_000 });
  const readable = toReadable(process, replica);
  return {
    async take(spans) {
      for (const span of spans) batches.onEnd(readable(span));
    },
    close: () => batches.shutdown(),
  };
}

function toReadable(process: string, replica: string): (span: SpanData) => ReadableSpan {
  const attributes = { 'service.name': process, 'service.instance.id': replica, 'service.namespace': SYSTEM };
  const resource: ReadableSpan['resource'] = {
    attributes,
    merge: () => resource,
    getRawAttributes: () => Object.entries(attributes),
  };
  const instrumentationScope = { name: '@shop/common' };
  return ({ traceId, spanId, parentId, name, kind, start, duration, failed, attributes, links }) => {
    const contextOf = (id: string, trace = traceId) => ({
      traceId: trace,
      spanId: id,
      traceFlags: TraceFlags.SAMPLED,
      isRemote: false,
    });
    return {
      name,
      kind: KINDS[kind],
      spanContext: () => contextOf(spanId),
      ...(parentId === undefined ? {} : { parentSpanContext: contextOf(parentId) }),
      startTime: hrTime(start),
      endTime: hrTime(start + duration),
      duration: hrTime(duration),
      status: { code: failed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
      attributes: { ...attributes },
      links: links.map((link) => ({ context: contextOf(link.spanId, link.traceId) })),
      events: [],
      ended: true,
      resource,
      instrumentationScope,
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    };
  };
}

const hrTime = (ms: number): HrTime => {
  const whole = Math.floor(ms / 1000);
  return [whole, Math.round((ms - whole * 1000) * 1e6)];
};
