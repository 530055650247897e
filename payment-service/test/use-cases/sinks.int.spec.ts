import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { card, startStand, thrown, type Stand } from '../support/stand.js';

// not a test card, and a cvv that no id or time contains by chance
const NUMBER = '6011000990139424';
const CVV = '7391';
const CODE = new RegExp(`"${CVV}"|cvv|cvc`, 'i');

describe('a card’s number and cvv', () => {
  let stand: Stand;
  before(async () => {
    stand = await startStand();
  });
  after(() => stand.stop());

  it('are in no database, no Redis, no log, no answer and not in the provider’s file', async () => {
    const details = card(NUMBER, '12/40', CVV);
    const answers: unknown[] = [];
    const pay = async (cardDetails: unknown, key?: string) => {
      const body = { orderId: stand.order(), amount: 29.99, paymentMethod: 'credit_card', cardDetails };
      answers.push((await stand.call('POST', '/api/payments', body, key ? { key } : {})).body);
    };
    const store = async (cardDetails: unknown, key: string) =>
      answers.push(
        (await stand.call('POST', '/api/payment-methods', { paymentMethod: 'credit_card', cardDetails }, { key })).body,
      );
    await pay(details, 'sink-1');
    await store(details, 'sink-2');
    await pay({ ...details, number: `${NUMBER.slice(0, -1)}5` }, 'sink-3');
    await store({ ...details, expiry: 'soon' }, 'sink-4');
    await store({ ...details, [NUMBER]: CVV }, 'sink-5');
    for (const [where, point, what] of [
      ['provider', 'provider.tokenize.before', 'error'],
      ['provider', 'provider.tokenize.before', 'unavailable'],
      ['provider', 'provider.tokenize.after', 'drop-reply'],
      ['app', 'payment.db-write.before', 'unavailable'],
      ['app', 'payment.provider-tokenize.after', 'unavailable'],
    ] as const) {
      await stand.arm(where, point, what);
      await pay(details, `sink-${point}-${what}`);
    }
    stand.peers.onSignal = async () => {
      throw new Error('away');
    };
    await pay(details, 'sink-6');
    await thrown(stand.commands.call('GetMethod', { paymentMethodId: NUMBER.repeat(9), userId: 'u' }));

    const documents: unknown[] = [];
    for (const { name } of await stand.database.listCollections())
      documents.push(...(await stand.database.collection(name).find({}).toArray()));
    expect(documents.length).to.be.greaterThan(5);
    const redis = new Redis(stand.redis.url);
    const keys = await redis.keys('*');
    const inRedis = await Promise.all(keys.map(async (name) => [name, await redis.dump(name)]));
    redis.disconnect();
    const sinks = {
      database: JSON.stringify(documents),
      redis: JSON.stringify(inRedis),
      log: stand.log.join(''),
      file: await readFile(stand.dataFile, 'utf8'),
      answers: JSON.stringify(answers),
    };
    expect(sinks.log).to.include('answered 503');
    expect(sinks.file).to.include('"last4":"9424"');
    for (const [sink, text] of Object.entries(sinks)) {
      expect(text.replace(/(?<=\d)[ -](?=\d)/g, ''), sink).not.to.include(NUMBER);
      if (sink !== 'answers') expect(text, sink).not.to.match(CODE);
      expect(text, sink).not.to.include(`"${CVV}"`);
    }
  });

  it('cannot be guessed from the fingerprint of a request', async () => {
    const { createHash } = await import('node:crypto');
    const stored = await stand.database.collection('idempotency').find({}).toArray();
    const body = `{"cardDetails":{"cvv":"${CVV}","expiry":"12/40","number":"${NUMBER}"},"paymentMethod":"credit_card"}`;
    const guess = createHash('sha256')
      .update(JSON.stringify(['POST', '/api/payment-methods', body]))
      .digest('base64url');
    expect(stored.length).to.be.greaterThan(0);
    expect(stored.map(({ call }) => call)).not.to.include(guess);
  });
});
