import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const BYTES = 16;
const FORM = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{22})$/;

/** Makes and reads the tokens of password resets: a reset's id with a code that only this service's secret can produce. */
export interface ResetTokens {
  /** The id of a new reset: the same for the same `key`. */
  idFor(key: string | undefined): string;
  /** The token in the link of this reset. It is computed whenever it is needed and never stored. */
  tokenOf(resetId: string): string;
  /** The id of the reset to which this token belongs; undefined when it is not valid. */
  read(token: string): string | undefined;
}

/** Makes and checks the tokens of password resets, signed with this secret. */
export function resetTokensBy(secret: string): ResetTokens {
  const code = (resetId: string): Buffer =>
    createHmac('sha256', secret)
      .update(JSON.stringify(['password reset', resetId]))
      .digest()
      .subarray(0, BYTES);
  return {
    idFor: (key) =>
      (key === undefined ? randomBytes(BYTES) : createHash('sha256').update(key).digest().subarray(0, BYTES)).toString(
        'base64url',
      ),
    tokenOf: (resetId) => `${resetId}.${code(resetId).toString('base64url')}`,
    read(token) {
      const [, resetId, given] = FORM.exec(token) ?? [];
      if (!resetId || !given) return undefined;
      return timingSafeEqual(Buffer.from(given, 'base64url'), code(resetId)) ? resetId : undefined;
    },
  };
}
