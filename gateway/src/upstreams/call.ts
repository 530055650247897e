import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { currentContext, traceparentOf } from '@shop/common/context';
import { Problem, timedOut, unavailable } from '@shop/common/errors';
import { pause } from '@shop/common/time';
import { inSpan } from '@shop/common/tracing';
import type { Dispatcher } from 'undici';
import { failureOf } from './failures.js';
import type { Replica } from './replica.js';
import type { Upstream } from './upstream.js';

/** One call of an upstream. */
export interface Call {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Record<string, string | string[]>;
  /** A stream can be sent only once. */
  readonly body: Buffer | Readable | null;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  /** Whether it may be sent again when its answer was lost. */
  readonly repeatable: boolean;
  /** Ends the call when the client has gone. */
  readonly signal?: AbortSignal;
}

/** What an upstream answered. A small body is there as a whole. */
export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | Readable;
  readonly replica: string;
  readonly attempts: number;
}

/** What became of a call so far, for the access log even when it fails. */
export interface Trail {
  replica?: string;
  attempts: number;
}

const MOST_ATTEMPTS = 4;
/** Between two questions whether a call that broke off has been taken over. */
const RUNNING_MS = 500;
const WHOLE_BYTES = 64 * 1024;

/**
 * Sends a call to a replica, and again to another when nobody took it, or when its answer was lost and it is
 * repeatable, within the budget. Throws 503 SERVICE_UNAVAILABLE without an answer, 504 TIMED_OUT after the deadline.
 */
export function callUpstream(upstream: Upstream, call: Call, trail: Trail = { attempts: 0 }): Promise<Answered> {
  upstream.budget.earn();
  return upstream.admitted(async () => {
    const tried = new Set<Replica>();
    let broken = false;
    for (;;) {
      const replica = await upstream.choose(tried, call.deadline);
      trail.replica = replica.origin;
      trail.attempts++;
      try {
        const answered = await traced(upstream.name, replica, call, trail.attempts);
        if (wantsAnother(upstream, call, answered, tried, replica) && upstream.budget.spend()) {
          tried.add(replica);
          continue;
        }
        if (broken && isStillRunning(answered) && Date.now() + RUNNING_MS < call.deadline) {
          await pause(RUNNING_MS, call.signal);
          continue;
        }
        return answered;
      } catch (error) {
        if (error instanceof Problem) throw error;
        tried.add(replica);
        const failure = note(replica, error);
        if (failure === 'abandoned') throw unavailable('The client has gone.', error);
        if (failure === 'late') throw timedOut(`${upstream.name} did not answer in time.`, error);
        broken ||= failure === 'broken';
        const again = failure === 'refused' ? isUnsent(call) : mayRepeat(call) && upstream.budget.spend();
        if (!again || trail.attempts >= MOST_ATTEMPTS) throw lost(upstream, failure, error);
      }
    }
  });
}

/** True when this replica cannot do it just now, but one that was not asked yet may. */
const wantsAnother = (
  upstream: Upstream,
  call: Call,
  { status, body }: Answered,
  tried: ReadonlySet<Replica>,
  replica: Replica,
): boolean =>
  status === 503 &&
  mayRepeat(call) &&
  Buffer.isBuffer(body) &&
  upstream.replicas.some((each) => each !== replica && !tried.has(each) && each.standing.state === 'up');

/** True for the answer that a keyed call gets while the one that broke off still holds its key. */
const isStillRunning = ({ status, body }: Answered): boolean =>
  status === 409 && Buffer.isBuffer(body) && body.includes('"IDEMPOTENCY_IN_PROGRESS"');

const isUnsent = (call: Call): boolean => call.body === null || Buffer.isBuffer(call.body);
const mayRepeat = (call: Call): boolean => call.repeatable && isUnsent(call);

function lost(upstream: Upstream, failure: 'refused' | 'broken', cause: unknown): Problem {
  return failure === 'refused'
    ? unavailable(`${upstream.name} cannot be reached at the moment; try again shortly.`, cause, 2)
    : unavailable(`${upstream.name} broke off; whether it has done what was asked is not known.`, cause);
}

function note(replica: Replica, error: unknown): 'refused' | 'broken' | 'late' | 'abandoned' {
  const failure = failureOf(error);
  if (failure === 'refused' && (error as { code?: string }).code !== 'EOPENBREAKER') replica.standing.refused();
  if (failure === 'broken') replica.standing.broke();
  return failure;
}

/** One attempt as a span, of which the upstream's are children. */
function traced(upstream: string, replica: Replica, call: Call, attempts: number): Promise<Answered> {
  const attributes = {
    'http.request.method': call.method,
    'server.address': replica.origin,
    'shop.attempt': attempts,
  };
  return inSpan(`${call.method} ${upstream}`, { kind: 'client', attributes }, async (span) => {
    const context = currentContext();
    const headers = context ? { ...call.headers, traceparent: traceparentOf(context) } : call.headers;
    const answered = await attempt(replica, { ...call, headers }, attempts);
    span.set({ 'http.response.status_code': answered.status });
    return answered;
  });
}

async function attempt(replica: Replica, call: Call, attempts: number): Promise<Answered> {
  const left = call.deadline - Date.now();
  if (left <= 0) throw timedOut('There was no answer in time.');
  replica.outstanding++;
  let streaming = false;
  try {
    const { statusCode, headers, body } = await replica.send({
      method: call.method as Dispatcher.HttpMethod,
      path: call.path,
      headers: call.headers,
      body: call.body,
      headersTimeout: left,
      bodyTimeout: Math.max(left, 10_000),
      ...(call.signal ? { signal: call.signal } : {}),
    });
    replica.standing.answered();
    const answered = { status: statusCode, headers, replica: replica.origin, attempts };
    const length = Number(headers['content-length'] ?? Number.NaN);
    // read before anything is sent on, so that a replica that dies in the middle can still be replaced
    if (call.method === 'HEAD' || statusCode === 204 || length <= WHOLE_BYTES)
      return { ...answered, body: Buffer.from(await body.arrayBuffer()) };
    streaming = true;
    body.once('close', () => replica.outstanding--);
    return { ...answered, body };
  } finally {
    if (!streaming) replica.outstanding--;
  }
}
