/** How a call without an answer failed. `refused` reached no process; `broken` and `late` may have been carried out. */
export type Failure = 'refused' | 'broken' | 'late' | 'abandoned';

const REFUSED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_DESTROYED',
  'UND_ERR_CLOSED',
  'EOPENBREAKER',
  'ESHUTDOWN',
]);

/** Classifies an error of undici or opossum. */
export function failureOf(error: unknown): Failure {
  const { code, name } = error as { code?: string; name?: string };
  if (error instanceof AggregateError && error.errors.every((each) => failureOf(each) === 'refused')) return 'refused';
  if (code && REFUSED.has(code)) return 'refused';
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return 'late';
  if (name === 'AbortError') return 'abandoned';
  return 'broken';
}

const UNREACHABLE = new Set(['UND_ERR_CONNECT_TIMEOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT']);

/** True when nobody answered at all, not even to refuse: the process hangs, or its host has left the network. */
export const isSilence = (error: unknown): boolean =>
  failureOf(error) === 'late' || UNREACHABLE.has((error as { code?: string }).code ?? '');
