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
import { happens, type Methods } from './history.js';
import { violations } from './invariants.js';

/** How many histories are tried (600 take two minutes); SEED=n tries one, and prints what happened. */
const seeds = Number(process.env['SEEDS'] ?? 40);
const only = process.env['SEED'];

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
    const broken: string[] = [];
    const payments = stand.database.collection<Payment>('payments');
    for (let seed = Number(only ?? 1); seed <= Number(only ?? seeds) && broken.length < 3; seed++) {
      const history = await happens(seed, parts, methods);
      if (only) console.log(JSON.stringify(history, null, 1));
      const found = await violations(
        history,
        (id) => payments.findOne({ _id: id }),
        (id) => stand.books(id),
      );
      if (found.length > 0) broken.push(`SEED=${seed}: ${found.join('; ')}`);
      if (only)
        for (const { paidId } of history.payments)
          console.log(JSON.stringify(await payments.findOne({ orderId: paidId })));
    }
    expect(broken).to.deep.equal([]);
  }).timeout(Math.max(60_000, 3_000 * seeds));
});
