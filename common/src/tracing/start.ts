import { hostname } from 'node:os';
import type { TracingConfig } from '../config/config.js';
import { recordSpans, type SpanSink } from './tracing.js';

type Stop = (ms?: number) => Promise<void>;

/**
 * Records this process's spans as its configuration says: to a collector (OTEL_EXPORTER_OTLP_ENDPOINT), and to Redis for the console
 * (TRACE_STORE). Records nothing when there is neither. Returns the function that stops it.
 */
export async function startTracing(
  name: string,
  config: Partial<TracingConfig> & { readonly REDIS_URL?: string; readonly PORT: number },
): Promise<Stop> {
  const { TRACE_SAMPLE: sample = 0, TRACE_STORE: store = false, REDIS_URL: redis } = config;
  if (sample === 0) return recordSpans([], 0);
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  const replica = `${hostname()}:${config.PORT}`;
  const sinks: SpanSink[] = [];
  // loaded only when needed: a process starts faster without
  if (store && redis) sinks.push((await import('./store.js')).traceStore(redis, name, replica));
  if (endpoint) sinks.push((await import('./otlp.js')).otlpSink(endpoint, name, replica));
  return recordSpans(sinks, sample);
}
