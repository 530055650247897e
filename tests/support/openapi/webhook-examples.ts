import { until } from '@shop/testkit/until';
import type { Person } from '../shop.js';
import type { ExampleContext, MakeExample } from './example.js';
import { made, order } from './prepared.js';

/** Nothing listens at this URL. */
const hook = { url: 'https://hooks.example.com/orders', events: ['order.created'] };
/** Keeps the number of webhooks below its limit. */
async function removeWebhooks(admin: Person): Promise<void> {
  const { items } = await made(admin.call('GET', '/api/webhooks?limit=100'));
  if (items.length < 40) return;
  for (const { id } of items) await admin.call('DELETE', `/api/webhooks/${id}`);
}
async function webhook({ admin }: ExampleContext): Promise<string> {
  await removeWebhooks(admin);
  return (await made(admin.call('POST', '/api/webhooks', hook)))['id'];
}
async function delivery(context: ExampleContext, only?: 'id'): Promise<Record<string, string>> {
  const id = await webhook(context);
  await order(context);
  const path = `/api/webhooks/${id}/deliveries`;
  const first = await until('a delivery', async () => (await made(context.admin.call('GET', path)))['items'][0]);
  return { id, ...(only ? {} : { delivery: first.id }) };
}

/** Calls about events and webhooks. */
export const webhookExamples: Readonly<Record<string, MakeExample>> = {
  getApiEvents: () => ({ status: 200 }),
  getApiWebhooks: () => ({ status: 200 }),
  postApiWebhooks: async ({ admin }) => {
    await removeWebhooks(admin);
    return { status: 201, body: hook, other: { ...hook, events: ['*'] } };
  },
  getApiWebhooksId: async (context) => ({ status: 200, params: { id: await webhook(context) } }),
  patchApiWebhooksId: async (context) => ({
    status: 200,
    params: { id: await webhook(context) },
    body: { events: ['*'], disabled: true },
  }),
  postApiWebhooksIdRotateSecret: async (context) => ({ status: 200, params: { id: await webhook(context) } }),
  deleteApiWebhooksId: async (context) => ({ status: 204, params: { id: await webhook(context) } }),
  getApiWebhooksIdDeliveries: async (context) => ({ status: 200, params: await delivery(context, 'id') }),
  getApiWebhooksIdDeliveriesDelivery: async (context) => ({ status: 200, params: await delivery(context) }),
  postApiWebhooksIdDeliveriesDeliveryReplay: async (context) => ({ status: 202, params: await delivery(context) }),
  postApiWebhooksIdReplay: async (context) => {
    const body = { from: '2026-01-01T00:00:00Z' };
    return {
      status: 202,
      params: { id: await webhook(context) },
      body,
      other: { from: '2026-01-02T00:00:00Z' },
    };
  },
};
