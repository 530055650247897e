import { Problem } from '@shop/common/errors';
import { KEY_LENGTH } from '@shop/common/http/idempotency-key';
import type { Context } from 'koa';
import type { GatewayRoute } from './routing.js';

/** Throws 428 for a call that moves goods or money without an Idempotency-Key, where one is required. */
export function requireKey(ctx: Context, route: GatewayRoute): void {
  if (!route.keyed || ctx.get('idempotency-key') !== '') return;
  throw new Problem(428, 'IDEMPOTENCY_KEY_REQUIRED', {
    detail:
      `Send an Idempotency-Key with this request: a random text of at most ${KEY_LENGTH} characters, for example a UUID. Make it once ` +
      'for what the customer wants, and send the same one again until there is an answer.',
  });
}
