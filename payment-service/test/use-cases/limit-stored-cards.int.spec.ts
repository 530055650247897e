import { expect } from 'chai';
import { MOST_STORED_CARDS, type StoredCards } from '../../dist/domain/stored-cards.js';
import { APPROVED, startStand, type Stand } from '../support/stand.js';
import type { Answer } from '../support/request.js';

describe('the limit of stored cards', () => {
  let stand: Stand;
  afterEach(() => stand.stop());

  const add = (user = 'u1', key?: string) =>
    stand.call(
      'POST',
      '/api/payment-methods',
      { paymentMethod: 'credit_card', cardDetails: APPROVED },
      { user, ...(key ? { key } : {}) },
    );
  const remove = (id: string, user = 'u1') => stand.call('DELETE', `/api/payment-methods/${id}`, undefined, { user });
  const summaryOf = ({ status, body }: Answer) => `${status} ${body['code'] ?? ''}`.trim();
  const listed = async (user = 'u1') =>
    (await stand.call('GET', '/api/payment-methods?limit=100', undefined, { user })).body['items'] as { id: string }[];
  const methods = () => stand.database.collection<{ _id: string; userId: string }>('payment_methods');
  /** Stores cards of a customer as a release without the limit did. */
  const storedBefore = (many: number, userId = 'u1') =>
    methods().insertMany(
      Array.from({ length: many }, (_, i) => {
        const face = { token: 't', brand: 'visa', last4: '4242', expiry: '12/40' };
        return { ...face, _id: `${userId}-${i}`, userId, singleUse: false, createdAt: new Date(Date.now() - i * 1000) };
      }),
    );

  it('accepts simultaneous cards up to fifty, says what to do, and accepts one more after one is removed', async () => {
    stand = await startStand({ RATE_LIMIT: 'on' });
    await storedBefore(MOST_STORED_CARDS - 10);
    const answers = await Promise.all(Array.from({ length: 20 }, () => add()));
    expect(answers.map(summaryOf).filter((each) => each !== '409 TOO_MANY_PAYMENT_METHODS')).to.deep.equal(
      Array<string>(10).fill('201'),
    );
    const refused = answers.find(({ status }) => status === 409)!;
    expect(refused.body).to.include({ limit: MOST_STORED_CARDS });
    expect(refused.body['detail']).to.equal(
      'You have 50 stored cards; remove one with DELETE /api/payment-methods/{id} first.',
    );
    const there = await listed();
    expect(there).to.have.length(MOST_STORED_CARDS);
    expect(summaryOf(await add('u2'))).to.equal('201');
    await remove(there[7]!.id);
    expect([summaryOf(await add()), summaryOf(await add())]).to.deep.equal(['201', '409 TOO_MANY_PAYMENT_METHODS']);
    const stored = await stand.database.collection<StoredCards>('stored_cards').findOne({ _id: 'u1' });
    expect(stored!.cards).to.have.length(MOST_STORED_CARDS);
  });

  it('answers a repeated call like the first, even when the limit is reached', async () => {
    stand = await startStand({ RATE_LIMIT: 'on' });
    await storedBefore(MOST_STORED_CARDS - 1);
    const first = await add('u1', 'key-1');
    const again = await add('u1', 'key-1');
    expect([summaryOf(first), again.body]).to.deep.equal(['201', first.body]);
    expect(summaryOf(await add('u1', 'key-2'))).to.equal('409 TOO_MANY_PAYMENT_METHODS');
  });

  it('accepts no more cards of a customer above the limit until there are fewer than fifty', async () => {
    stand = await startStand({ RATE_LIMIT: 'on' });
    await storedBefore(MOST_STORED_CARDS + 1);
    expect(summaryOf(await add())).to.equal('409 TOO_MANY_PAYMENT_METHODS');
    await remove('u1-0');
    expect(summaryOf(await add())).to.equal('409 TOO_MANY_PAYMENT_METHODS');
    await remove('u1-1');
    expect(summaryOf(await add())).to.equal('201');
  });

  it('does not count cards that the provider did not store, removed ones, and those of a single payment', async () => {
    stand = await startStand({ RATE_LIMIT: 'on' });
    await storedBefore(MOST_STORED_CARDS - 1);
    await stand.arm('provider', 'provider.tokenize.before', 'unavailable', { times: 100 });
    expect((await add()).status).to.equal(503);
    await stand.disarm();
    const single = { orderId: stand.order(), amount: 29.99, paymentMethod: 'credit_card', cardDetails: APPROVED };
    expect(summaryOf(await stand.call('POST', '/api/payments', single))).to.equal('201');
    const added = await add();
    expect([summaryOf(added), summaryOf(await add())]).to.deep.equal(['201', '409 TOO_MANY_PAYMENT_METHODS']);
    await remove(added.body['id']);
    expect([summaryOf(await add()), summaryOf(await add())]).to.deep.equal(['201', '409 TOO_MANY_PAYMENT_METHODS']);
  });

  it('counts a card for a minute only if its process was killed before it was stored', async () => {
    stand = await startStand({ RATE_LIMIT: 'on' });
    await storedBefore(MOST_STORED_CARDS - 1);
    const killed = { id: 'killed', at: new Date(Date.now() - 50_000) };
    const counted = stand.database.collection<StoredCards>('stored_cards');
    await add();
    await remove((await listed())[0]!.id);
    await counted.updateOne({ _id: 'u1' }, { $push: { cards: killed } });
    expect(summaryOf(await add())).to.equal('409 TOO_MANY_PAYMENT_METHODS');
    await counted.updateOne(
      { _id: 'u1', 'cards.id': 'killed' },
      { $set: { 'cards.$.at': new Date(Date.now() - 60_000) } },
    );
    expect(summaryOf(await add())).to.equal('201');
  });

  it('is switched off by RATE_LIMIT=off', async () => {
    stand = await startStand();
    await storedBefore(MOST_STORED_CARDS);
    expect(summaryOf(await add())).to.equal('201');
  });
});
