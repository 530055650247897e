import { INTERNAL_CHALLENGE } from '@shop/common/auth/internal-challenge';
import { currentContext, traceparentOf } from '@shop/common/tracing/context';
import { Problem, timedOut, unavailable } from '@shop/common/errors';
import { GATEWAY_CALL_HEADER, gatewayCallText } from '@shop/common/http/gateway-call';
import { TIME_LEFT_HEADER } from '@shop/common/http/answers';
import { pause, steadyNow } from '@shop/common/time';
import { inSpan, type Span } from '@shop/common/tracing/tracing';
import type { Dispatcher } from 'undici';
import type { Client } from './client.js';
import { failureOf } from './failures.js';
import type { Replica } from './replica.js';
import type { Reply } from './reply.js';
import type { Upstream } from './upstream.js';

/** One call of an upstream. */
export interface Call {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** The call's own headers; each attempt adds others. */
  readonly headers: Record<string, string | string[]>;
  readonly body: Buffer | null;
  /** By the steady clock. */
  readonly deadline: number;
  /** Whether it may be sent again when its answer was lost. */
  readonly repeatable: boolean;
  /** Identifies the call to the upstream, which recognises a repeat by it. */
  id?: string;
  /** Ends the call when the client disconnects. */
  readonly client?: Client;
  /** Whose share of the upstream's places it takes; the gateway's own calls count for no share. */
  readonly holder?: string;
}

/** The progress of a call, for the access log even when it fails. */
export interface Trail {
  replica?: string;
  attempts: number;
}

/**
 * Maximum attempts of a call that breaks off each time. Refused connections cost nothing and are not counted. A replica that dies breaks
 * only the calls that it had, so these need no retry budget: the budget is for replicas that answer that they cannot serve.
 */
const MOST_BREAKS = 8;
/** Delay before asking again whether a call that broke off has finished. */
const RUNNING_MS = 500;

/**
 * Sends a call to a replica. Sends it again to another replica when none received it, when its answer was lost and it is repeatable, or,
 * within the retry budget, when the replica answers 503. Throws 429 RATE_LIMITED when its holder has too many in progress, 503
 * SERVICE_UNAVAILABLE without an answer, 504 TIMED_OUT after the deadline.
 */
export async function callUpstream(upstream: Upstream, call: Call, trail: Trail = { attempts: 0 }): Promise<Reply> {
  upstream.budget.earn();
  upstream.admit(call.holder);
  try {
    const tried = new Set<Replica>();
    let breaks = 0;
    for (;;) {
      const replica = upstream.choose(tried) ?? (await upstream.awaitReplica(tried, call.deadline));
      trail.replica = replica.origin;
      trail.attempts++;
      // a replica that was tried may have begun the call
      if (call.id) call.headers[GATEWAY_CALL_HEADER] = gatewayCallText({ id: call.id, attempt: breaks + 1 });
      try {
        const reply = await traced(upstream.name, replica, call, trail.attempts);
        if (refusesUs(reply)) throw refused(upstream, reply);
        if (wantsAnother(upstream, call, reply, tried, replica) && upstream.budget.spend()) {
          tried.add(replica);
          breaks++;
          continue;
        }
        if (breaks > 0 && isStillRunning(reply)) {
          if (steadyNow() + RUNNING_MS < call.deadline) {
            await pause(RUNNING_MS);
            continue;
          }
          if (hasOwnKey(call)) throw lost(upstream, 'broken');
        }
        return reply;
      } catch (error) {
        if (error instanceof Problem) throw error;
        tried.add(replica);
        const failure = note(replica, error);
        if (failure === 'abandoned') throw unavailable('The client has gone.', error);
        if (failure === 'late') throw timedOut(`${upstream.name} did not answer in time.`, error);
        if (failure === 'broken') breaks++;
        const again = failure === 'refused' || (breaks < MOST_BREAKS && call.repeatable);
        if (!again) throw lost(upstream, failure, error);
      }
    }
  } finally {
    upstream.release(call.holder);
  }
}

/** True when this replica cannot serve it now, but an untried one may. */
const wantsAnother = (
  upstream: Upstream,
  call: Call,
  { status, body }: Reply,
  tried: ReadonlySet<Replica>,
  replica: Replica,
): boolean =>
  status === 503 &&
  call.repeatable &&
  Buffer.isBuffer(body) &&
  upstream.replicas.some((each) => each !== replica && !tried.has(each) && each.standing.state === 'up');

/** True when the upstream refuses our internal token: logging in again would not help the user. */
const refusesUs = ({ status, headers }: Reply): boolean =>
  status === 401 && headers['www-authenticate'] === INTERNAL_CHALLENGE;

function refused({ name }: Upstream, { body }: Reply): Problem {
  const { detail = '' } = (Buffer.isBuffer(body) ? JSON.parse(String(body)) : {}) as { detail?: string };
  return unavailable(`${name} does not trust this gateway at the moment. ${detail}`.trim());
}

/** True for the answer to a repeated keyed call while the first attempt still holds the key. */
const isStillRunning = ({ status, body }: Reply): boolean =>
  status === 409 && Buffer.isBuffer(body) && body.includes('"IDEMPOTENCY_IN_PROGRESS"');

/** True when the gateway made the key: the client sent none, so errors do not mention it. */
const hasOwnKey = ({ id, headers }: Call): boolean => id !== undefined && headers['idempotency-key'] === id;

function lost(upstream: Upstream, failure: 'refused' | 'broken', cause?: unknown): Problem {
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

/** One attempt as a span, the parent of the upstream's spans. */
function traced(upstream: string, replica: Replica, call: Call, attempts: number): Promise<Reply> {
  const attributes = {
    'http.request.method': call.method,
    'server.address': replica.origin,
    'shop.attempt': attempts,
  };
  return inSpan(`${call.method} ${upstream}`, { kind: 'client', attributes }, (span) => attempt(replica, call, span));
}

async function attempt(replica: Replica, call: Call, span: Span): Promise<Reply> {
  const left = call.deadline - steadyNow();
  if (left <= 0) throw timedOut('There was no answer in time.');
  const context = currentContext();
  call.headers[TIME_LEFT_HEADER] = String(Math.ceil(left));
  if (context) call.headers['traceparent'] = traceparentOf(context);
  replica.outstanding++;
  let streaming = false;
  try {
    const reply = await replica.send({
      method: call.method as Dispatcher.HttpMethod,
      path: call.path,
      headers: call.headers,
      body: call.body,
      headersTimeout: left,
      bodyTimeout: Math.max(left, 10_000),
      repeatable: call.repeatable,
      ...(call.client ? { client: call.client } : {}),
    });
    replica.standing.answered();
    span.set({ 'http.response.status_code': reply.status });
    streaming = !Buffer.isBuffer(reply.body);
    if (!Buffer.isBuffer(reply.body)) reply.body.once('close', () => replica.outstanding--);
    return reply;
  } finally {
    if (!streaming) replica.outstanding--;
  }
}
