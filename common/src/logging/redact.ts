import { withoutCardNumbers } from './card-numbers.js';

/** The only list of fields whose values never reach a log, a trace or an error; names are compared without case, dashes and underscores. */
const SECRET_NAMES = new Set(
  [
    'password',
    'currentPassword',
    'newPassword',
    'passwordHash',
    'token',
    'accessToken',
    'refreshToken',
    'authorization',
    'cookie',
    'setCookie',
    'cardDetails',
    'cardNumber',
    'number',
    'cvv',
    'cvc',
    'expiry',
    'secret',
    'privateKey',
    'apiKey',
    'x-internal-token',
    'idempotencyKey',
    'clientSecret',
    'signature',
  ].map(plain),
);
const JWS = /\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g;
/** An opaque token of two parts, 128 bits and 128 or 256 bits: refresh tokens, and those in links of mails. */
const OPAQUE = /(?<![\w-])[\w-]{22}\.[\w-]{22}(?:[\w-]{21})?(?![\w-])/g;
/** The secret of a webhook, as Standard Webhooks writes it. */
const WEBHOOK_SECRET = /\bwhsec_[A-Za-z0-9+/=_-]+/g;
const URI_PASSWORD = /(\b[a-z+]+:\/\/[^\s:/@]*):[^\s@/]+@/gi;
const HIDDEN = '[redacted]';

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '');
}

/** A part that each of the secrets above contains: most texts have none, and are scanned only once. */
const SUSPECT = /eyJ|whsec_|:\/\/[^/]*@|\.[\w-]{22}/;
/** The most characters that are scanned; a longer text is cut. */
const LONGEST_TEXT = 10_000;

/** A text without card numbers, compact and opaque tokens, secrets of webhooks and passwords in addresses; at most 10,000 characters of it. */
export function redactText(text: string): string {
  if (text.length < 8) return text;
  const looked = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
  const shown = withoutCardNumbers(looked, HIDDEN);
  return SUSPECT.test(shown)
    ? shown
        .replace(JWS, HIDDEN)
        .replace(OPAQUE, HIDDEN)
        .replace(WEBHOOK_SECRET, HIDDEN)
        .replace(URI_PASSWORD, `$1:${HIDDEN}@`)
    : shown;
}

/** A copy of JSON in which every text and name is redacted, whatever the field is called: for answers. */
export function redactTexts<T>(value: T): T {
  if (typeof value === 'string') return redactText(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each: unknown) => redactTexts(each)) as T;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [redactText(name), redactTexts(each)])) as T;
}

const MOST_KNOWN = 1000;
const known = new Map<string, boolean>();

/** True when the list has a field of this name; cached, because names repeat. */
function isSecret(name: string): boolean {
  let secret = known.get(name);
  if (secret === undefined) {
    if (known.size >= MOST_KNOWN) known.clear();
    secret = SECRET_NAMES.has(plain(name));
    known.set(name, secret);
  }
  return secret;
}

/** A copy of `value` without secrets: fields of the list, card numbers, tokens and passwords in addresses. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 6) return '[deep]';
  if (value instanceof Error)
    return {
      name: value.name,
      message: redactText(value.message),
      stack: redactText(value.stack ?? ''),
      ...(value.cause === undefined ? {} : { cause: redact(value.cause, depth + 1) }),
    };
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => redact(item, depth + 1));
  if (value instanceof Date) return value;
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(value))
    copy[redactText(name)] = redactField(name, (value as Record<string, unknown>)[name], depth + 1);
  return copy;
}

/** The value of a field that may be shown: nothing when the field is on the list, else the value as `redact` returns it. */
export function redactField(name: string, value: unknown, depth = 1): unknown {
  return isSecret(name) ? HIDDEN : redact(value, depth);
}
