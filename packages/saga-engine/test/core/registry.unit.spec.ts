import { expect } from 'chai';
import { advance } from '../../src/core/advance.js';
import { entrance } from '../../src/core/entrance.js';
import { fingerprint } from '../../src/core/fingerprint.js';
import { registry, unknownTo } from '../../src/core/registry.js';
import { saga } from '../../src/core/saga.js';
import { loadBundle } from '../../../../saga-orchestrator/test/fixtures/load.js';
import { looseSaga, type LooseBuilder } from './loose.js';
import { memoryOutside } from './memory.js';
import { cancelOrder, orders, payments, placeOrder, stock } from './shop.js';
import { held, storyOf } from './story.js';

const tiny = (version: number) =>
  saga<{ sku: string }>('place-order', { version })
    .step('create-order', {
      command: (s) => orders.create({ orderId: s.id, sku: s.input.sku }),
      compensate: (s) => orders.cancel({ orderId: s.id, reason: s.failure.reason }),
    })
    .pivot('confirm-order', { command: (s) => orders.confirm({ orderId: s.id }) })
    .end();

describe('versions', () => {
  it('a new saga begins with the newest version, a running one keeps its own', async () => {
    const { outside, journal, sent } = memoryOutside({ registry: registry([tiny(2), placeOrder, cancelOrder]) });
    journal.sagas.set('o1', storyOf(held, { input: { sku: 'pen', savedCard: 'c1' } }));
    const { saga: started } = await entrance(outside).start({ saga: 'place-order', id: 'o2', input: { sku: 'pen' } });
    expect(started.version).to.equal(2);
    expect((await advance(outside, 'o1'))?.state).to.equal('COMPLETED');
    expect(sent).to.include('o1.capture-payment');
    expect((await advance(outside, 'o2'))?.steps).to.have.length(2);
  });

  // version 2 has neither the wait nor the authorisation that this saga still has before it
  for (const [way, steps] of [
    ['on', ['authorize-payment', 'confirm-order', 'capture-payment']],
    ['back', ['reserve-stock.undo', 'create-order.undo']],
  ] as const)
    it(`a saga that version 1 wrote down in mid-flight goes ${way} by the steps of version 1`, async () => {
      const { outside, journal, sent, clock } = memoryOutside({
        registry: registry([placeOrder, tiny(2), cancelOrder]),
      });
      const ways = entrance(outside);
      const begun = loadBundle(new URL('fixtures/place-order.v1.json', import.meta.url), 5_000);
      clock.now = 5_000;
      await journal.insert(begun);
      if (way === 'on') await ways.signal('o1', { name: 'payment-submitted', payload: { token: 't1' } });
      else await ways.cancel('o1', { by: 'u1', reason: 'CUSTOMER_CANCELLED' });
      const ended = await advance(outside, 'o1');
      expect(ended).to.deep.include({ version: 1, state: way === 'on' ? 'COMPLETED' : 'COMPENSATED' });
      expect(sent).to.deep.equal(steps.map((step) => `o1.${step}`));
      await ways.start({ saga: 'place-order', id: 'o2', input: { sku: 'pen' } });
      expect(await advance(outside, 'o2')).to.deep.include({ version: 2, state: 'COMPLETED' });
      expect(sent.slice(steps.length)).to.deep.equal(['o2.create-order', 'o2.confirm-order']);
    });

  it('names the versions with live sagas that a registry lacks, and not those whose sagas have all ended', async () => {
    const { journal } = memoryOutside();
    journal.sagas.set('o1', storyOf(held));
    expect(unknownTo(registry([placeOrder]), await journal.liveVersions())).to.deep.equal([]);
    expect(unknownTo(registry([tiny(2)]), await journal.liveVersions())).to.deep.equal([
      { type: 'place-order', version: 1, count: 1 },
    ]);
    journal.sagas.set('o1', { ...storyOf(held), nextActionAt: null });
    expect(unknownTo(registry([]), await journal.liveVersions())).to.deep.equal([]);
  });

  it('refuses the same version twice, and names what it does not have', () => {
    expect(() => registry([tiny(1), placeOrder])).to.throw('place-order version 1 is defined twice');
    expect(registry([]).find('place-order', 3)).to.equal(undefined);
    expect(() => registry([]).latest('place-order')).to.throw('place-order');
  });
});

describe('fingerprint', () => {
  type Change = (building: LooseBuilder) => LooseBuilder;
  const one = (change: Change) =>
    fingerprint(
      change(looseSaga('s', { version: 1 }))
        .pivot('p', { command: () => orders.confirm({ orderId: '' }) })
        .end(),
    );
  const step =
    (name: string, command: unknown, compensate: unknown, more = {}): Change =>
    (building) =>
      building.step(name, { command, compensate, ...more });
  const create = (s: { id: string; input: { lines: { sku: string }[] } }) =>
    orders.create({ orderId: s.id, ...s.input.lines.map((line) => line), sku: '' });
  const cancel = () => orders.cancel({ orderId: '', reason: '' });
  const base = one(step('a', create, cancel));
  const quick = { attempts: 1, first: 1, max: 1 };

  it('stays the same for the same shape, whatever the times', () => {
    expect(one(step('a', create, cancel))).to.equal(base);
    expect(one(step('a', create, cancel, { attemptTimeout: 1, retry: quick }))).to.equal(base);
    expect(fingerprint(placeOrder)).to.match(/^[0-9a-f]{16}$/);
  });
  const changes: [string, Change][] = [
    ['a step is renamed', step('b', create, cancel)],
    ['a step calls something else', step('a', () => stock.reserve({ orderId: '', sku: '' }), cancel)],
    ['a step is undone otherwise', step('a', create, () => payments.void({ orderId: '' }))],
    ['a step is no longer undone', step('a', create, 'nothing')],
    ['a step is added', (building) => step('b', create, cancel)(step('a', create, cancel)(building))],
    ['a step is gone', (building) => building],
    ['a wait is added', (building) => step('a', create, cancel)(building).waitFor({ name: 'w' }, { within: 1 })],
  ];
  for (const [what, change] of changes) it(`changes when ${what}`, () => expect(one(change)).to.not.equal(base));
});
