import { createHmac } from 'node:crypto';

/** The header of a signed webhook: `t=<ms since the epoch>,v1=<hex HMAC-SHA-256 of "t.body">`. */
export const SIGNATURE_HEADER = 'provider-signature';

/** The header's value for a body sent at `at` (ms since the epoch). */
export const sign = (secret: string, body: Buffer, at: number): string =>
  `t=${at},v1=${createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex')}`;
