import { randomUUID } from 'node:crypto';
import { route, type AnyRoute } from '@shop/common/http/route';
import { hours } from '@shop/common/time';
import { v5 } from 'uuid';
import type { Webhook } from '../domain/webhook.js';
import { changeWebhook, removeWebhook } from '../use-cases/change-webhook.js';
import { BOTH_SIGN_MS, rotateSecret } from '../use-cases/rotate-secret.js';
import { findDelivery, findWebhook } from '../use-cases/find-webhook.js';
import { registerWebhook } from '../use-cases/register-webhook.js';
import { replayDelivery, replayFrom } from '../use-cases/replay.js';
import type { WebhookParts } from '../use-cases/webhook-parts.js';
import {
  deliveriesQuerySchema,
  deliveryIdSchema,
  deliveryPageSchema,
  deliverySchema,
  newWebhookSchema,
  registrationSchema,
  replayedSchema,
  replaySchema,
  showDelivery,
  showWebhook,
  webhookChangeSchema,
  webhookIdSchema,
  webhookPageSchema,
  webhookSchema,
  webhooksQuerySchema,
} from './webhooks.schema.js';

const tag = 'Webhooks';
// an arbitrary fixed UUID: it keeps these derived ids distinct from others
const REGISTRATIONS = '0d3a6c1e-8f0b-4a52-9d5f-2f6f4f0c9b13';

/** The id that a call with this key creates; a random one without a key. */
const nameOf = (userId: string | null, key: string | undefined): string =>
  key === undefined ? randomUUID() : v5(`${userId} ${key}`, REGISTRATIONS);

/** The addresses that receive events, for administrators. */
export const webhookRoutes = (parts: WebhookParts): AnyRoute[] => [
  ...ownRoutes(parts),
  rotationRoute(parts),
  ...deliveryRoutes(parts),
];

const ownRoutes = (parts: WebhookParts): AnyRoute[] => [
  route({
    method: 'GET',
    path: '/api/webhooks',
    who: 'admin',
    summary: 'All webhooks, the newest first',
    tag,
    query: webhooksQuerySchema,
    answers: { 200: { description: 'A page of webhooks', schema: webhookPageSchema } },
    async handle({ query }) {
      const { items, nextCursor } = await parts.webhooks.list(query);
      return { status: 200, body: { items: items.map((each) => showWebhook(each, parts.secrets)), nextCursor } };
    },
  }),
  route({
    method: 'POST',
    path: '/api/webhooks',
    who: 'admin',
    summary: 'Have an address told of events; the secret that signs them is in this answer only',
    tag,
    body: registrationSchema,
    idempotent: true,
    secret: {
      name: 'secret',
      // for a repeated call; none when the webhook was deleted or its secret replaced since
      async reveal({ id }) {
        const webhook = await parts.webhooks.byId(String(id));
        return webhook && !webhook.rotationKey ? openOrNone(parts, webhook) : undefined;
      },
    },
    answers: {
      201: {
        description: 'The webhook, with its secret',
        schema: newWebhookSchema,
        headers: { Location: 'The address of the webhook' },
      },
    },
    problems: ['WEBHOOK_LIMIT'],
    async handle({ body, caller, idempotencyKey }) {
      const id = nameOf(caller.userId, idempotencyKey);
      const { webhook, secret } = await registerWebhook(parts, { ...body, id, by: caller.userId! });
      return {
        status: 201,
        body: { ...showWebhook(webhook, parts.secrets), secret },
        headers: { location: `/api/webhooks/${webhook._id}` },
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/webhooks/:id',
    who: 'admin',
    summary: 'One webhook',
    tag,
    params: webhookIdSchema,
    answers: { 200: { description: 'The webhook', schema: webhookSchema } },
    problems: ['WEBHOOK_NOT_FOUND'],
    handle: async ({ params }) => ({
      status: 200,
      body: showWebhook(await findWebhook(parts, params.id), parts.secrets),
    }),
  }),
  route({
    method: 'PATCH',
    path: '/api/webhooks/:id',
    who: 'admin',
    summary: 'Change address or events, disable or enable it; what was held meanwhile is sent by a replay',
    tag,
    params: webhookIdSchema,
    body: webhookChangeSchema,
    answers: { 200: { description: 'The webhook', schema: webhookSchema } },
    problems: ['WEBHOOK_NOT_FOUND'],
    handle: async ({ params, body, caller }) => ({
      status: 200,
      body: showWebhook(await changeWebhook(parts, params.id, body, caller.userId!), parts.secrets),
    }),
  }),
  route({
    method: 'DELETE',
    path: '/api/webhooks/:id',
    who: 'admin',
    summary: 'Delete a webhook and its deliveries',
    tag,
    params: webhookIdSchema,
    answers: { 204: { description: 'Deleted' } },
    problems: ['WEBHOOK_NOT_FOUND'],
    async handle({ params, caller }) {
      await removeWebhook(parts, params.id, caller.userId!);
      return { status: 204 };
    },
  }),
];

const rotationRoute = (parts: WebhookParts): AnyRoute =>
  route({
    method: 'POST',
    path: '/api/webhooks/:id/rotate-secret',
    who: 'admin',
    summary: `Replace the secret; it is in this answer only, and the former one signs as well for ${BOTH_SIGN_MS / hours(1)} hours`,
    tag,
    params: webhookIdSchema,
    idempotent: true,
    secret: {
      name: 'secret',
      // as above
      async reveal({ id, formerSecretUntil }) {
        const webhook = await parts.webhooks.byId(String(id));
        const same = webhook?.formerSecret?.until.toISOString() === formerSecretUntil;
        return webhook && same ? openOrNone(parts, webhook) : undefined;
      },
    },
    answers: { 200: { description: 'The webhook, with its new secret', schema: newWebhookSchema } },
    problems: ['WEBHOOK_NOT_FOUND'],
    async handle({ params: { id }, caller, idempotencyKey }) {
      const key = nameOf(caller.userId, idempotencyKey);
      const { webhook, secret } = await rotateSecret(parts, id, { key, by: caller.userId! });
      return { status: 200, body: { ...showWebhook(webhook, parts.secrets), secret } };
    },
  });

const openOrNone = ({ secrets }: WebhookParts, webhook: Webhook): string | undefined =>
  secrets.canOpen(webhook) ? secrets.open(webhook) : undefined;

const deliveryRoutes = (parts: WebhookParts): AnyRoute[] => [
  route({
    method: 'GET',
    path: '/api/webhooks/:id/deliveries',
    who: 'admin',
    summary: 'What was and is to be sent to a webhook, the newest first',
    tag,
    params: webhookIdSchema,
    query: deliveriesQuerySchema,
    answers: { 200: { description: 'A page of deliveries', schema: deliveryPageSchema } },
    problems: ['WEBHOOK_NOT_FOUND'],
    async handle({ params, query }) {
      await findWebhook(parts, params.id);
      const { items, nextCursor } = await parts.deliveries.list(params.id, query);
      return { status: 200, body: { items: items.map(showDelivery), nextCursor } };
    },
  }),
  route({
    method: 'GET',
    path: '/api/webhooks/:id/deliveries/:delivery',
    who: 'admin',
    summary: 'One delivery',
    tag,
    params: deliveryIdSchema,
    answers: { 200: { description: 'The delivery', schema: deliverySchema } },
    problems: ['WEBHOOK_NOT_FOUND', 'DELIVERY_NOT_FOUND'],
    handle: async ({ params }) => ({
      status: 200,
      body: showDelivery(await findDelivery(parts, params.id, params.delivery)),
    }),
  }),
  route({
    method: 'POST',
    path: '/api/webhooks/:id/deliveries/:delivery/replay',
    who: 'admin',
    summary: 'Send a delivery again, with the same webhook-id',
    tag,
    params: deliveryIdSchema,
    idempotent: true,
    answers: { 202: { description: 'It is sent now', schema: deliverySchema } },
    problems: ['WEBHOOK_NOT_FOUND', 'DELIVERY_NOT_FOUND', 'WEBHOOK_DISABLED'],
    async handle({ params: { id, delivery }, caller, idempotencyKey }) {
      const key = nameOf(caller.userId, idempotencyKey);
      return { status: 202, body: showDelivery(await replayDelivery(parts, id, delivery, key)) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/webhooks/:id/replay',
    who: 'admin',
    summary: 'Send everything again that came at this time or later',
    tag,
    params: webhookIdSchema,
    body: replaySchema,
    idempotent: true,
    answers: { 202: { description: 'How many are sent again', schema: replayedSchema } },
    problems: ['WEBHOOK_NOT_FOUND', 'WEBHOOK_DISABLED'],
    async handle({ params, body, caller, idempotencyKey }) {
      const key = nameOf(caller.userId, idempotencyKey);
      return { status: 202, body: { replayed: await replayFrom(parts, params.id, new Date(body.from), key) } };
    },
  }),
];
