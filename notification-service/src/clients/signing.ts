import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** A new secret: 32 random bytes, written as Standard Webhooks wants it. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** The headers by which a receiver knows who sent this, when, and that it was not changed. */
export function signedHeaders(secret: string, messageId: string, at: Date, body: string): Record<string, string> {
  return {
    'webhook-id': messageId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(messageId, at, body),
  };
}
