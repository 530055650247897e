import type { Faults } from '@shop/common/faults';
import { readBody } from '@shop/common/http/body';
import { providerWebhooks } from '@shop/topology/processes';
import type { Middleware } from 'koa';
import { badSignature } from '../providers/provider.js';
import type { Parts } from '../use-cases/parts.js';
import { receiveWebhook } from '../use-cases/receive-webhook.js';

const LIMIT = 256 * 1024;

/**
 * POST, called by the providers. Each signs the exact bytes of the body in a header of its own and has no token of this
 * system. 204 when recorded or of no interest; 401 BAD_SIGNATURE; 400 MALFORMED_WEBHOOK; 409 CONTRADICTS_LEDGER; 5xx makes the provider
 * send it again.
 */
export function webhookRoute(parts: Parts, faults: Faults): Middleware {
  faults.declare('payment.webhook');
  return async (ctx, next) => {
    if (ctx.path !== providerWebhooks || ctx.method !== 'POST') return next();
    ctx.state['route'] = providerWebhooks;
    const body = await readBody(ctx.req, { limit: LIMIT });
    const { headers } = ctx.req;
    const provider = parts.providers.all.find(({ signatureHeader }) => headers[signatureHeader] !== undefined);
    if (!provider) throw badSignature();
    const event = await provider.readWebhook(headers, body);
    if (event) await faults.around('payment.webhook', () => receiveWebhook(parts, provider, event));
    ctx.status = 204;
  };
}
