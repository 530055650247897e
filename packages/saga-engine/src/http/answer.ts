import { hours, seconds } from '@shop/common/time';
import type { Outcome } from '../core/ports.js';
import { isCode } from '../core/reason.js';

/** A longer answer is not read to its end. */
const MOST_BYTES = 1_048_576;

/** The outcome that an answer stands for; its body is read in any case. Throws when the connection breaks. */
export async function readAnswer(participant: string, response: Response): Promise<Outcome> {
  const { status, headers } = response;
  const text = await textOf(response);
  const said = `${participant} answered ${status}`;
  if (text === undefined) return { type: 'in-doubt', error: `${said} with more than ${MOST_BYTES} bytes` };
  const body = parsed(text);
  if (status >= 200 && status < 300)
    return body === undefined
      ? { type: 'in-doubt', error: `${said} with a body that is not JSON` }
      : { type: 'done', reply: body };
  const { code, detail } = (body ?? {}) as { code?: unknown; detail?: unknown };
  const problem = typeof code === 'string' && isCode(code) ? code : undefined;
  if (status >= 400 && status < 500 && problem && !PASSING.has(status) && problem !== 'IDEMPOTENCY_IN_PROGRESS')
    return {
      type: 'refused',
      reason: problem,
      ...(typeof detail === 'string' ? { detail: detail.slice(0, 500) } : {}),
    };
  const error = problem ? `${said} ${problem}` : said;
  const asked = status === 429 || status === 503 ? restOf(headers.get('retry-after')) : 0;
  return asked > 0
    ? { type: 'in-doubt', error, parkedUntil: Date.now() + Math.min(asked, LONGEST_REST_MS) }
    : { type: 'in-doubt', error };
}

/** The longest Retry-After that is respected; a longer one is shortened to this. */
const LONGEST_REST_MS = hours(1);

/** How long a Retry-After asks to wait, milliseconds: seconds or a date, RFC 9110; 0 for anything else. */
function restOf(retryAfter: string | null): number {
  const said = retryAfter?.trim() ?? '';
  if (/^\d{1,9}$/.test(said)) return seconds(Number(said));
  return /^[A-Z][a-z]{2,8},? /.test(said) ? Date.parse(said) - Date.now() || 0 : 0;
}

/** Statuses that mean "later" or "not with these credentials", not a refusal: the same command may succeed the next time. */
const PASSING = new Set([401, 407, 408, 421, 425, 429]);

async function textOf(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > MOST_BYTES) return undefined;
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString();
}

/** Undefined for a body that is not JSON; an empty body is an empty reply. */
function parsed(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
