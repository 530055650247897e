import { hostname } from 'node:os';
import Joi from 'joi';
import { tracingShape, type TracingConfig } from './config.js';
import { recordSpans, type SpanSink } from './tracing.js';

type Stop = (ms?: number) => Promise<void>;
type Environment = TracingConfig & { REDIS_URL?: string; PORT?: string };

/**
 * Records this process's spans as its environment says: to a collector (OTEL_EXPORTER_OTLP_ENDPOINT), and to Redis for the
 * console (TRACE_STORE). Records nothing when there is neither, or when the environment is bad, which the process itself
 * complains of. Answers what stops it.
 */
export async function startTracing(name: string, env: NodeJS.ProcessEnv = process.env): Promise<Stop> {
  const config = read(env);
  if (!config || config.TRACE_SAMPLE === 0) return recordSpans([], 0);
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, REDIS_URL: redis } = config;
  const replica = `${hostname()}:${config.PORT ?? process.pid}`;
  const sinks: SpanSink[] = [];
  // loaded when needed only: a process starts faster without
  if (config.TRACE_STORE && redis) sinks.push((await import('./tracing-store.js')).traceStore(redis, name, replica));
  if (endpoint) sinks.push((await import('./tracing-otlp.js')).otlpSink(endpoint, name, replica));
  return recordSpans(sinks, config.TRACE_SAMPLE);
}

function read(env: NodeJS.ProcessEnv): Environment | undefined {
  const shape = { ...tracingShape(), NODE_ENV: Joi.string(), REDIS_URL: Joi.string(), PORT: Joi.string() };
  const given = Object.fromEntries(Object.keys(shape).map((key) => [key, env[key] === '' ? undefined : env[key]]));
  const { error, value } = Joi.object<Environment>(shape).validate(given);
  return error ? undefined : value;
}
