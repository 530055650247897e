/** Calls the API with the session cookie. Throws an Error with the answer's detail, `status` and `code` unless it went well. */
export async function call(method, path, body) {
  const sent =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  if (method === 'POST' && body !== undefined)
    sent.headers['idempotency-key'] = [...crypto.getRandomValues(new Uint8Array(16))].join('-');
  let answer;
  try {
    answer = await fetch(path, { method, ...sent });
  } catch {
    throw new Error('The shop cannot be reached; try again shortly.');
  }
  const text = await answer.text();
  const read = text === '' ? {} : JSON.parse(text);
  if (answer.ok) return read;
  const told = (read.errors ?? []).map(({ path: at, message }) => `${at}: ${message}`).join('; ');
  throw Object.assign(new Error(told || read.detail || read.title || `The answer was ${answer.status}.`), {
    status: answer.status,
    code: read.code,
  });
}

/** An amount for people. */
export const money = (amount, currency) => new Intl.NumberFormat('en', { style: 'currency', currency }).format(amount);

/** The time of day, with milliseconds: steps are that quick. */
export const clock = (iso) => (iso ? new Date(iso).toISOString().slice(11, 23) : '');

/** A length of time for people. */
export function span(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 5_400_000 ? `${(ms / 60_000).toFixed(1)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}
