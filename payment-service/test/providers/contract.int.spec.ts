import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INTERNAL_HEADER, InternalTokens } from '@shop/common/auth/internal-tokens';
import { silentLogger } from '@shop/common/logging/logger';
import { startApp as startProvider } from '@shop/payment-provider/app';
import { readProviderConfig } from '@shop/payment-provider/config';
import { sign } from '@shop/payment-provider/signature';
import { until } from '@shop/testkit/until';
import Stripe from 'stripe';
import { simulatedProvider } from '../../dist/providers/simulated.js';
import { stripeProvider } from '../../dist/providers/stripe.js';
import { SECRET } from '../support/peers.js';
import { card, WEBHOOK_SECRET } from '../support/stand.js';
import { startStripeStandIn } from '../support/stripe-stand-in.js';
import { keepsTheContract } from './contract.js';

const DISPUTED = '4000000000000259';
const cards = {
  disputed: { card: card(DISPUTED), reason: 'fraudulent' },
  approved: card('4242424242424242'),
  declined: { card: card('4000000000009995'), code: 'insufficient_funds' },
};

keepsTheContract('the simulator', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'contract-'));
  const webhooks: Buffer[] = [];
  const shop = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    webhooks.push(Buffer.concat(chunks));
    response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await once(shop, 'listening');
  const simulator = await startProvider(
    readProviderConfig({
      NODE_ENV: 'test',
      PORT: '0',
      INTERNAL_TOKEN_SECRET: SECRET,
      PROVIDER_WEBHOOK_SECRET: WEBHOOK_SECRET,
      FAULT_INJECTION: 'on',
      DATA_FILE: join(dir, 'provider.jsonl'),
      WEBHOOK_URL: `http://127.0.0.1:${(shop.address() as AddressInfo).port}/provider/webhooks`,
    }),
    silentLogger(),
  );
  const url = `http://127.0.0.1:${simulator.port}`;
  const internal = new InternalTokens('payment-service', SECRET);
  const provider = simulatedProvider({ url, internal, webhookSecret: WEBHOOK_SECRET, timeoutMs: 2000 });
  const admin = new InternalTokens('gateway', SECRET).issue('payment-provider', { sub: 'ann', role: 'admin' });
  const isOfDispute = (body: Buffer, reference: string) => JSON.parse(body.toString()).dispute?.reference === reference;
  const disputeOf = async (reference: string): Promise<{ id: string }> => {
    await until('the webhook of the dispute', () => webhooks.some((body) => isOfDispute(body, reference)));
    return JSON.parse(webhooks.find((body) => isOfDispute(body, reference))!.toString()).dispute;
  };
  const call = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json', [INTERNAL_HEADER]: admin };
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
  };
  return {
    provider,
    ...cards,
    async loseAnswerTo(call) {
      const fault = { at: `provider.${call}.after`, do: 'drop-reply', times: 1 };
      const headers = { 'content-type': 'application/json', [INTERNAL_HEADER]: admin };
      const answer = await fetch(`${url}/faults`, { method: 'POST', headers, body: JSON.stringify(fault) });
      if (answer.status !== 201) throw new Error(`arming answered ${answer.status}`);
    },
    async webhookOf(reference) {
      const mine = () => webhooks.find((body) => body.includes(reference));
      await until('the webhook', () => mine() !== undefined);
      return mine()!;
    },
    async decide(reference, status) {
      await call(`/faults/disputes/${(await disputeOf(reference)).id}`, { status });
    },
    async disputeWebhookOf(reference) {
      await disputeOf(reference);
      return webhooks.find((body) => isOfDispute(body, reference))!;
    },
    otherWebhook: '{"id":"x","type":"account.updated"}',
    sign: (body, { secret = WEBHOOK_SECRET, at = new Date() } = {}) => sign(secret, body, at.getTime()),
    goAway: () => simulator.close(),
    async close() {
      await provider.close();
      await simulator.close();
      shop.closeAllConnections();
      shop.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
});

keepsTheContract('Stripe', async () => {
  const stripe = await startStripeStandIn();
  const secretKey = 'sk_test_of_the_stand_in';
  const options = { secretKey, webhookSecret: WEBHOOK_SECRET, apiBase: stripe.url, timeoutMs: 2000 };
  const PATHS = { detach: /detach$/, authorize: /confirm$/, capture: /capture$/, void: /cancel$/, refund: /refunds$/ };
  const { webhooks } = new Stripe(secretKey);
  const provider = await stripeProvider(options);
  return {
    provider,
    ...cards,
    loseAnswerTo: (call) => stripe.loseAnswerTo(PATHS[call], 'POST'),
    webhookOf(reference) {
      const object = [...stripe.intents.values()].find(({ metadata }) => metadata.reference === reference);
      const type = 'payment_intent.amount_capturable_updated';
      return Buffer.from(JSON.stringify({ id: 'evt_1', object: 'event', type, data: { object } }));
    },
    decide(reference, status) {
      stripe.disputeOf(reference)!['status'] = status.toLowerCase();
    },
    disputeWebhookOf(reference) {
      const type = 'charge.dispute.created';
      const object = stripe.disputeOf(reference);
      return Buffer.from(JSON.stringify({ id: 'evt_2', object: 'event', type, data: { object } }));
    },
    otherWebhook: '{"id":"x","type":"account.updated"}',
    sign: (body, { secret = WEBHOOK_SECRET, at = new Date() } = {}) =>
      webhooks.generateTestHeaderString({
        payload: body.toString(),
        secret,
        timestamp: Math.floor(at.getTime() / 1000),
      }),
    goAway: () => stripe.close(),
    close: () => provider.close(),
  };
});
