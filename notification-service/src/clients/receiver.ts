import { redactText } from '@shop/common/logging/redact';
import { seconds, steadyNow } from '@shop/common/time';
import { Agent, request, type Dispatcher } from 'undici';
import { hostOf, isAddress, isPublicAddress } from '../domain/addresses.js';
import { CALLS_AT_ONCE, MOST_WEBHOOKS } from '../domain/webhook.js';
import { checkedLookup, PrivateAddress, type Resolve } from './lookup.js';

/** The outcome of one attempt. */
export interface Outcome {
  /** HTTP status, if there was an answer. */
  readonly status?: number;
  /** Why there was no answer, or why the answer does not count. */
  readonly error?: string;
  /** The beginning of the answer's body. */
  readonly answer?: string;
  /** The receiver's Retry-After, milliseconds. */
  readonly retryAfterMs?: number;
  readonly durationMs: number;
}

export interface Receivers {
  /** Sends once. Never rejects, except when `signal` aborts it. */
  send(url: string, headers: Record<string, string>, body: string, signal?: AbortSignal): Promise<Outcome>;
  close(): Promise<void>;
}

export interface ReceiverOptions {
  readonly allowPrivate: boolean;
  /** Time limit from the start to the headers of the answer, milliseconds. */
  readonly withinMs?: number;
  /** Time limit for the body of the answer, milliseconds; only the beginning of the body is read. */
  readonly bodyMs?: number;
  readonly resolve?: Resolve;
}

export const ATTEMPT_MS = seconds(15);
const BODY_MS = seconds(1);
const MOST_READ = 4096;
const MOST_KEPT = 500;

/** Calls the receivers of webhooks: no redirect is followed, and each connection goes to an address that was checked. */
export function openReceivers(options: ReceiverOptions): Receivers {
  const { allowPrivate, withinMs = ATTEMPT_MS, bodyMs = BODY_MS, resolve } = options;
  const agent = new Agent({
    connect: { lookup: checkedLookup(!allowPrivate, resolve), timeout: withinMs },
    headersTimeout: withinMs,
    bodyTimeout: withinMs,
    // all webhooks may have the same host, and none must wait for another there
    connections: MOST_WEBHOOKS * CALLS_AT_ONCE,
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 10_000,
  });

  async function post(url: string, headers: Record<string, string>, body: string, signal: AbortSignal) {
    const host = hostOf(new URL(url));
    // an IP address is not resolved, so only this checks it
    if (!allowPrivate && isAddress(host) && !isPublicAddress(host)) throw new PrivateAddress();
    return request(url, { method: 'POST', dispatcher: agent, headers, body, signal });
  }

  return {
    async send(url, headers, body, signal) {
      const began = steadyNow();
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(new DOMException('late', 'TimeoutError')), withinMs);
      const stop = () => late.abort(signal?.reason);
      signal?.addEventListener('abort', stop, { once: true });
      const durationMs = () => Math.round(steadyNow() - began);
      try {
        signal?.throwIfAborted();
        const reply = await post(url, headers, body, late.signal);
        clearTimeout(timer);
        const answer = await beginningOf(reply, bodyMs);
        return { ...statusOf(reply), ...(answer ? { answer } : {}), durationMs: durationMs() };
      } catch (error) {
        signal?.throwIfAborted();
        return { error: reasonOf(error, withinMs), durationMs: durationMs() };
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
      }
    },
    close: () => agent.destroy(),
  };
}

function statusOf({ statusCode: status, headers }: Dispatcher.ResponseData): Omit<Outcome, 'durationMs'> {
  const retryAfterMs = restOf(headers['retry-after']);
  const redirect = status >= 300 && status < 400;
  return {
    status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(redirect ? { error: 'Redirects are not followed; register the address that it leads to.' } : {}),
  };
}

/** Milliseconds of a Retry-After header, which holds seconds or a date. */
function restOf(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string') return undefined;
  const rest = /^\d{1,9}$/.test(header) ? seconds(Number(header)) : Date.parse(header) - Date.now();
  return rest > 0 ? rest : undefined;
}

/** The part of the body that arrives within `ms`, as printable text; the rest is never read. */
async function beginningOf({ body }: Dispatcher.ResponseData, ms: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  const timer = setTimeout(() => body.destroy(), ms);
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk.subarray(0, MOST_READ - length));
      length += chunk.length;
      if (length >= MOST_READ) break;
    }
  } catch {
    // aborted by the receiver or cut off here: the status shows whether it was accepted
  } finally {
    clearTimeout(timer);
    body.destroy();
  }
  const text = Buffer.concat(chunks)
    .toString('utf8')
    // eslint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\ufffd]+/g, ' ');
  return [...redactText(text.trim())].slice(0, MOST_KEPT).join('');
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'The host has no address: its name is not known.',
  EAI_AGAIN: 'The name of the host could not be resolved now.',
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection broke.',
  UND_ERR_SOCKET: 'The connection broke.',
  UND_ERR_CONNECT_TIMEOUT: 'No connection in time.',
  UND_ERR_HEADERS_OVERFLOW: 'The headers of the answer are too large.',
};

/** The reason in words, without what was sent. */
function reasonOf(error: unknown, withinMs: number): string {
  const { name = '', code = '', message = '' } = error as { name?: string; code?: string; message?: string };
  if (name === 'TimeoutError' || code === 'UND_ERR_HEADERS_TIMEOUT') return `No answer within ${withinMs / 1000} s.`;
  if (error instanceof PrivateAddress) return message;
  return REASONS[code] ?? redactText(`The call failed: ${code || name} ${message}`).slice(0, 300);
}
