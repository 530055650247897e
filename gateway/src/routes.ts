import { minutes, seconds } from '@shop/common/time';
import { providerWebhooks } from '@shop/topology/processes';
import { anyMethod, type GatewayRoute } from './http/routing.js';
import type { UpstreamName } from './upstreams/upstream-names.js';

type Options = Partial<
  Pick<
    GatewayRoute,
    'keyed' | 'withinMs' | 'again' | 'limit' | 'sameOrigin' | 'longer' | 'endsSession' | 'changesAccounts'
  >
>;
type Row = readonly [method: GatewayRoute['method'], path: string, who: GatewayRoute['who'], options?: Options];

const to = (target: UpstreamName | 'gateway', rows: readonly Row[]): GatewayRoute[] =>
  rows.map(([method, path, who, options = {}]) => ({
    method,
    path,
    who,
    target,
    withinMs: seconds(5),
    again: true,
    limit: 'requests',
    ...options,
  }));

/** Limited as strictly as log-in: these routes log in, create an account or check a password. */
const login: Options = { limit: 'logins', withinMs: seconds(10) };
const within = (wanted: number): Options => ({ withinMs: seconds(wanted) });
/** The service may wait for a saga to answer. */
const saga = within(20);
/** Signed; a provider sends several for each order, and all at once after an outage. */
const webhooks: Options = { ...within(10), limit: 'webhooks' };
const unlimited: Options = { limit: 'none' };

/**
 * Every route that can be called from outside: method, path, who may call it, and which process answers. Nothing else is reachable.
 * Defaults: five seconds, and sent again when its replica is lost; the services recognise a repeated call, so that it takes effect once.
 */
export const routes: readonly GatewayRoute[] = [
  ...to('user-service', [
    ['POST', '/api/users/register', 'anyone', login],
    ['POST', '/api/users/login', 'anyone', login],
    ['POST', '/api/users/refresh', 'anyone', within(10)],
    ['POST', '/api/users/logout', 'anyone', within(15)],
    ['POST', '/api/users/password-reset', 'anyone', login],
    ['POST', '/api/users/password-reset/confirm', 'anyone', login],
    ['GET', '/api/users/me', 'user'],
    ['PATCH', '/api/users/me', 'user', within(15)],
    ['PUT', '/api/users/me/password', 'user', login],
    ['POST', '/api/sessions', 'anyone', { ...login, sameOrigin: true }],
    ['DELETE', '/api/sessions', 'anyone', { ...within(15), sameOrigin: true, endsSession: true }],
    ['GET', '/api/users', 'admin'],
    ['PATCH', '/api/users/:id', 'admin', { ...within(15), changesAccounts: true }],
    ['GET', '/.well-known/jwks.json', 'anyone'],
  ]),
  ...to('order-service', [
    ['GET', '/api/products', 'anyone'],
    ['POST', '/api/products', 'admin'],
    ['GET', '/api/products/:id', 'anyone'],
    ['PATCH', '/api/products/:id', 'admin', within(15)],
    ['POST', '/api/products/:id/restock', 'admin'],
    ['GET', '/api/orders', 'user'],
    ['POST', '/api/orders', 'user', { ...saga, keyed: true, longer: 'prefer-wait' }],
    ['GET', '/api/orders/:id', 'user'],
    ['PUT', '/api/orders/:id', 'user', within(15)],
    ['DELETE', '/api/orders/:id', 'user', within(15)],
    ['POST', '/api/orders/:id/cancel', 'user', within(15)],
    ['POST', '/api/orders/:id/changes', 'user', { ...saga, keyed: true }],
    ['POST', '/api/orders/:id/shipping', 'admin', within(15)],
  ]),
  ...to('payment-service', [
    ['GET', '/api/payment-methods', 'user'],
    ['POST', '/api/payment-methods', 'user', saga],
    ['DELETE', '/api/payment-methods/:id', 'user'],
    ['GET', '/api/payments', 'user'],
    ['POST', '/api/payments', 'user', { ...within(25), keyed: true }],
    ['GET', '/api/payments/:id', 'user'],
    ['POST', '/api/payments/:id/verify', 'user', within(15)],
    ['POST', '/api/payments/:id/refund', 'admin', { ...saga, keyed: true }],
    ['POST', '/api/payments/:id/refund-by-hand', 'admin', { keyed: true }],
    ['GET', '/api/disputes', 'admin'],
    ['GET', '/api/disputes/:id', 'admin'],
    ['GET', '/api/unknown-charges', 'admin'],
    ['POST', '/api/unknown-charges/search', 'admin'],
    ['GET', '/api/unknown-charges/:id', 'admin'],
    ['POST', '/api/unknown-charges/:id/return', 'admin', { ...within(15), keyed: true }],
    ['POST', '/api/unknown-charges/:id/match', 'admin', { ...within(15), keyed: true }],
    // called by the payment provider, whose signature payment-service verifies
    ['POST', providerWebhooks, 'anyone', webhooks],
  ]),
  ...to('saga-orchestrator', [
    ['GET', '/api/order-steps', 'anyone'],
    ['GET', '/api/sagas', 'viewer'],
    ['GET', '/api/sagas/:id', 'viewer'],
    ['GET', '/api/sagas/summary', 'viewer'],
    ['GET', '/api/sagas/:id/preview', 'viewer'],
    ['GET', '/api/sagas/:id/journal', 'viewer'],
    ['GET', '/api/sagas/:id/export', 'viewer'],
    ['POST', '/api/sagas', 'admin'],
    ['POST', '/api/sagas/:id/signals', 'admin'],
    ['POST', '/api/sagas/:id/cancel', 'admin'],
    ['POST', '/api/sagas/:id/retry', 'admin'],
    ['POST', '/api/sagas/:id/compensate', 'admin'],
    ['POST', '/api/sagas/:id/resolve', 'admin'],
    ['POST', '/api/sagas/:id/force', 'admin'],
    ['POST', '/api/sagas/:id/restart', 'admin'],
    // counts the matching sagas, and reads journals if the filter has a reason
    ['POST', '/api/sagas/bulk', 'admin', within(20)],
    ['GET', '/api/sagas/bulk/:id', 'viewer'],
    ['GET', '/api/sagas/pauses', 'viewer'],
    ['POST', '/api/sagas/pauses', 'admin'],
    ['DELETE', '/api/sagas/pauses/:id', 'admin'],
    // reads every order, payment and saga: minutes in a large shop, so one at a time is enough
    ['GET', '/api/invariants', 'viewer', { withinMs: minutes(4), again: false }],
    ['GET', '/api/invariants/runs', 'viewer'],
    ['POST', '/api/invariants/runs', 'admin'],
  ]),
  ...to('notification-service', [
    ['GET', '/api/events', 'admin', within(10)],
    ['GET', '/api/webhooks', 'admin'],
    // resolves the host name
    ['POST', '/api/webhooks', 'admin', within(15)],
    ['GET', '/api/webhooks/:id', 'admin'],
    ['PATCH', '/api/webhooks/:id', 'admin', within(15)],
    ['DELETE', '/api/webhooks/:id', 'admin', within(15)],
    ['POST', '/api/webhooks/:id/rotate-secret', 'admin'],
    ['GET', '/api/webhooks/:id/deliveries', 'admin'],
    ['GET', '/api/webhooks/:id/deliveries/:delivery', 'admin'],
    ['POST', '/api/webhooks/:id/deliveries/:delivery/replay', 'admin'],
    ['POST', '/api/webhooks/:id/replay', 'admin', within(20)],
    ['GET', '/api/mails', 'admin'],
    ['GET', '/mail', 'admin'],
    ['GET', '/mail/:name', 'admin'],
  ]),
  ...to('gateway', [
    ['GET', '/api/orders/:id/events', 'user'],
    ['GET', '/api/orders/:id/steps', 'user', within(10)],
    ['GET', '/api/sagas/:id/events', 'viewer'],
    ['GET', '/api/sagas/:id/jobs', 'viewer'],
    ['GET', '/api/system', 'viewer'],
    ['GET', '/api/system/history', 'viewer'],
    ['GET', '/api/traces', 'viewer'],
    ['GET', '/api/traces/:traceId', 'viewer'],
    ['GET', '/openapi.json', 'anyone'],
    ['GET', '/asyncapi.json', 'anyone'],
    ['GET', '/health/live', 'anyone', unlimited],
    ['GET', '/health/ready', 'anyone', unlimited],
    ['GET', '/metrics', 'anyone', unlimited],
    ['GET', '/', 'anyone'],
    ['GET', '/console', 'viewer'],
    ['GET', '/assets/*', 'anyone', unlimited],
    ['GET', '/docs', 'anyone'],
    ['GET', '/docs/*', 'anyone', unlimited],
    [anyMethod, '/admin/queues', 'viewer'],
    [anyMethod, '/admin/queues/*', 'viewer'],
  ]),
];

/** Only with fault injection enabled; otherwise they answer 404. */
export const faultRows: readonly GatewayRoute[] = to('gateway', [
  ['POST', '/faults', 'admin'],
  ['GET', '/faults', 'admin'],
  ['DELETE', '/faults', 'admin'],
  ['GET', '/api/faults', 'admin'],
  ['DELETE', '/api/faults', 'admin'],
  ['POST', '/api/faults/:process', 'admin'],
]);
