import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes, randomUUID } from 'node:crypto';

/** What travels with one piece of work through this process and on to the next. */
export interface Context {
  requestId: string;
  /** W3C trace id, 32 hex digits. */
  traceId: string;
  /** W3C id of the span that called us, 16 hex digits; ours when nobody called. */
  spanId: string;
  userId?: string;
  orderId?: string;
  sagaId?: string;
  /** When the caller stops waiting, milliseconds since the epoch. */
  deadline?: number;
}

const storage = new AsyncLocalStorage<Context>();

/** The context of the work under way, if any. */
export const currentContext = (): Context | undefined => storage.getStore();

/** Runs `work` with this context. */
export const withContext = <T>(context: Context, work: () => T): T => storage.run(context, work);

/** Adds ids to the context of the work under way, so that every later log line carries them. */
export function annotate(ids: Pick<Context, 'userId' | 'orderId' | 'sagaId'>): void {
  const context = storage.getStore();
  if (context) Object.assign(context, ids);
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;
const REQUEST_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** A context from what the caller sent; malformed ids are replaced by fresh ones. */
export function newContext(requestId?: string, traceparent?: string): Context {
  const parent = traceparent ? TRACEPARENT.exec(traceparent) : null;
  const usable = parent && !/^0+$/.test(parent[1]!) && !/^0+$/.test(parent[2]!);
  return {
    requestId: requestId && REQUEST_ID.test(requestId) ? requestId : randomUUID(),
    traceId: usable ? parent[1]! : randomBytes(16).toString('hex'),
    spanId: usable ? parent[2]! : randomBytes(8).toString('hex'),
  };
}

/** The W3C header for a call that this work makes. */
export const traceparentOf = (context: Context): string => `00-${context.traceId}-${context.spanId}-01`;

/** Milliseconds that a call may take: `wanted`, or what is left until the caller's deadline if that is less. */
export function timeLeft(wanted: number): number {
  const deadline = storage.getStore()?.deadline;
  return deadline === undefined ? wanted : Math.max(1, Math.min(wanted, deadline - Date.now()));
}
