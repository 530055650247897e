import { answered, intend, isFinal, nameOf } from '/assets/shared/intentions.js';

/** Longer than any answer takes, milliseconds. */
const LONGEST = 60_000;

/**
 * Calls the API with the session cookie. A POST has an Idempotency-Key: `key`, or one that is kept until the same POST is
 * answered for good. Throws an Error with the answer's detail, `status` and `code` unless it went well; without `status`
 * and with the code UNREACHABLE when there was no answer.
 */
export async function call(method, path, body, key) {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const name = method === 'POST' && body !== undefined && key === undefined ? nameOf(method, path, body) : undefined;
  if (name !== undefined || key !== undefined) headers['idempotency-key'] = key ?? intend(name).key;
  const reply = await exchange(method, path, {
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (name !== undefined && isFinal({ status: reply.status, code: reply.body.code })) answered(name);
  if (reply.ok) return reply.body;
  const { errors = [], detail, title, code } = reply.body;
  const listed = errors.map(({ path: at, message }) => `${at}: ${message}`).join('; ');
  const { status } = reply;
  throw Object.assign(new Error(listed || detail || title || `The answer was ${status}.`), { status, code });
}

async function exchange(method, path, sent) {
  try {
    const answer = await fetch(path, { method, signal: AbortSignal.timeout(LONGEST), ...sent });
    const text = await answer.text();
    return { status: answer.status, ok: answer.ok, body: text === '' ? {} : JSON.parse(text) };
  } catch {
    throw Object.assign(new Error('The shop cannot be reached; try again shortly.'), { code: 'UNREACHABLE' });
  }
}

/** An amount with all of its decimals: those that Intl shows of a currency can be fewer than it has. */
export const money = (amount, currency) =>
  new Intl.NumberFormat('en', { style: 'currency', currency, maximumFractionDigits: 4 }).format(amount);

/** A time in UTC to the second, with its date unless that is today. */
export function moment(iso) {
  if (!iso) return '';
  const text = new Date(iso).toISOString();
  const isToday = text.slice(0, 10) === new Date().toISOString().slice(0, 10);
  return isToday ? text.slice(11, 19) : `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}

/** The same to the millisecond: steps are that quick. */
export const preciseMoment = (iso) => (iso ? `${moment(iso)}${new Date(iso).toISOString().slice(19, 23)}` : '');

/** A length of time for people. */
export function span(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 5_400_000 ? `${(ms / 60_000).toFixed(1)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}
