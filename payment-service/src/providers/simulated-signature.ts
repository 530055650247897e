import { createHmac, timingSafeEqual } from 'node:crypto';
import { minutes } from '@shop/common/time';

/** The header of a signed webhook: `t=<ms since the epoch>,v1=<hex HMAC-SHA-256 of "t.body">`. */
export const SIGNATURE_HEADER = 'provider-signature';
const TOLERANCE = minutes(5);

const mac = (secret: string, at: number, body: Buffer): Buffer =>
  createHmac('sha256', secret).update(`${at}.`).update(body).digest();

/** True when the body was signed with this secret in the last five minutes: an old webhook cannot be replayed. */
export function isSigned(secret: string, body: Buffer, header: string, now: number): boolean {
  const match = /^t=(\d{1,16}),v1=([0-9a-f]{64})$/.exec(header);
  if (!match) return false;
  const at = Number(match[1]);
  if (Math.abs(now - at) > TOLERANCE) return false;
  return timingSafeEqual(mac(secret, at, body), Buffer.from(match[2]!, 'hex'));
}
