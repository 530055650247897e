import { silentLogger } from '@shop/common/logging/logger';
import { InternalTokens } from '@shop/common/auth/internal-tokens';
import { expect } from 'chai';
import type { Payment } from '../../dist/domain/payment.js';
import { readServiceConfig } from '../../dist/config.js';
import { openStores } from '../../dist/data/stores.js';
import { providersOf } from '../../dist/providers/providers.js';
import { simulatedProvider } from '../../dist/providers/simulated.js';
import type { Parts } from '../../dist/use-cases/parts.js';
import { SECRET } from '../support/peers.js';
import { card, startStand, WEBHOOK_SECRET, type Stand } from '../support/stand.js';
import { brokenHistories, longest, only, seeds } from '@shop/testkit/random-history/seeds';
import { happens, type Methods } from './history.js';
import { violations } from './invariants.js';

// 600 histories take two minutes
describe('the money of an order, in random histories', () => {
  let stand: Stand;
  let parts: Parts;
  let methods: Methods;
  before(async () => {
    stand = await startStand({ WEBHOOK_URL: 'http://127.0.0.1:9/nobody' });
    methods = { accepted: await stand.method(), declined: await stand.method(card('4000000000000002')) };
    const config = readServiceConfig(stand.environments.app);
    const provider = simulatedProvider({
      url: stand.environments.app['PROVIDER_URL']!,
      internal: new InternalTokens('payment-service', SECRET),
      webhookSecret: WEBHOOK_SECRET,
      timeoutMs: 10_000,
    });
    const metrics = { moved: () => undefined, declined: () => undefined };
    parts = {
      ...openStores(stand.database, { ...config, RATE_LIMIT: false }),
      providers: providersOf([provider], 'simulated', []),
      metrics,
      logger: silentLogger(),
      doubtMs: 0,
      returnUrl: undefined,
    } as unknown as Parts;
  });
  after(async () => {
    await parts.providers.close();
    await stand.stop();
  });

  it(`is never lost, held for ever or taken twice in ${only ?? seeds} of them`, async () => {
    const payments = stand.database.collection<Payment>('payments');
    const broken = await brokenHistories(async (seed) => {
      const history = await happens(seed, parts, methods);
      if (only) console.log(JSON.stringify(history, null, 1));
      if (only)
        for (const { paidId } of history.payments)
          console.log(JSON.stringify(await payments.findOne({ orderId: paidId })));
      return violations(
        history,
        (id) => payments.findOne({ _id: id }),
        (id) => stand.books(id),
      );
    });
    expect(broken).to.deep.equal([]);
  }).timeout(longest);
});
