import { expect } from 'chai';
import { advance } from '../../dist/core/advance.js';
import { sagaCalls } from '../../dist/core/saga-calls.js';
import { fingerprint } from '../../dist/core/fingerprint.js';
import { registry, unknownTo } from '../../dist/core/registry.js';
import { saga } from '../../dist/core/saga.js';
import { loadBundle } from '@shop/testkit/exported-saga';
import { looseSaga, type LooseBuilder } from './loose.js';
import { memoryPorts } from './memory.js';
import { cancelTrip, trips, airline, bookTrip, hotel } from './small-trip.js';
import { held, storyOf } from './story.js';

const tiny = (version: number) =>
  saga<{ city: string }>('book-trip', { version })
    .step('create-trip', {
      command: (s) => trips.create({ tripId: s.id, city: s.input.city }),
      compensate: (s) => trips.cancel({ tripId: s.id, reason: s.failure.reason }),
    })
    .pivot('confirm-trip', { command: (s) => trips.confirm({ tripId: s.id }) })
    .end();

describe('a registry with versions', () => {
  it('starts a new saga with the newest version, and keeps the version of a running one', async () => {
    const { ports, journal, sent } = memoryPorts({ registry: registry([tiny(2), bookTrip, cancelTrip]) });
    journal.sagas.set('o1', storyOf(held, { input: { city: 'oslo', preApproved: 'c1' } }));
    const { saga: started } = await sagaCalls(ports).start({ saga: 'book-trip', id: 'o2', input: { city: 'oslo' } });
    expect(started.version).to.equal(2);
    expect((await advance(ports, 'o1'))?.state).to.equal('COMPLETED');
    expect(sent).to.include('o1.issue-ticket');
    expect((await advance(ports, 'o2'))?.steps).to.have.length(2);
  });

  // version 2 has neither the wait nor the hold of a seat that this saga still has before it
  for (const [way, steps] of [
    ['on', ['hold-seat', 'confirm-trip', 'issue-ticket']],
    ['back', ['hold-room.undo', 'create-trip.undo']],
  ] as const)
    it(`continues a saga that version 1 began ${way} with the steps of version 1`, async () => {
      const { ports, journal, sent, clock } = memoryPorts({
        registry: registry([bookTrip, tiny(2), cancelTrip]),
      });
      const calls = sagaCalls(ports);
      const begun = loadBundle(new URL('fixtures/book-trip.v1.json', import.meta.url), 5_000);
      clock.now = 5_000;
      await journal.insert(begun);
      if (way === 'on') await calls.signal('o1', { name: 'trip-approved', payload: { token: 't1' } });
      else await calls.cancel('o1', { by: 'u1', reason: 'TRAVELLER_CANCELLED' });
      const ended = await advance(ports, 'o1');
      expect(ended).to.deep.include({ version: 1, state: way === 'on' ? 'COMPLETED' : 'COMPENSATED' });
      expect(sent).to.deep.equal(steps.map((step) => `o1.${step}`));
      await calls.start({ saga: 'book-trip', id: 'o2', input: { city: 'oslo' } });
      expect(await advance(ports, 'o2')).to.deep.include({ version: 2, state: 'COMPLETED' });
      expect(sent.slice(steps.length)).to.deep.equal(['o2.create-trip', 'o2.confirm-trip']);
    });

  it('names missing versions with live sagas, and not those whose sagas have all ended', async () => {
    const { journal } = memoryPorts();
    journal.sagas.set('o1', storyOf(held));
    expect(unknownTo(registry([bookTrip]), await journal.liveVersions())).to.deep.equal([]);
    expect(unknownTo(registry([tiny(2)]), await journal.liveVersions())).to.deep.equal([
      { type: 'book-trip', version: 1, count: 1 },
    ]);
    journal.sagas.set('o1', { ...storyOf(held), nextActionAt: null });
    expect(unknownTo(registry([]), await journal.liveVersions())).to.deep.equal([]);
  });

  it('refuses the same version twice, and names a missing one', () => {
    expect(() => registry([tiny(1), bookTrip])).to.throw('book-trip version 1 is defined twice');
    expect(registry([]).find('book-trip', 3)).to.equal(undefined);
    expect(() => registry([]).latest('book-trip')).to.throw('book-trip');
  });
});

describe('fingerprint', () => {
  type Change = (building: LooseBuilder) => LooseBuilder;
  const one = (change: Change) =>
    fingerprint(
      change(looseSaga('s', { version: 1 }))
        .pivot('p', { command: () => trips.confirm({ tripId: '' }) })
        .end(),
    );
  const step =
    (name: string, command: unknown, compensate: unknown, more = {}): Change =>
    (building) =>
      building.step(name, { command, compensate, ...more });
  const create = (s: { id: string; input: { lines: { city: string }[] } }) =>
    trips.create({ tripId: s.id, ...s.input.lines.map((line) => line), city: '' });
  const cancel = () => trips.cancel({ tripId: '', reason: '' });
  const base = one(step('a', create, cancel));
  const quick = { attempts: 1, first: 1, max: 1 };

  it('stays the same for the same shape, whatever the times', () => {
    expect(one(step('a', create, cancel))).to.equal(base);
    expect(one(step('a', create, cancel, { attemptTimeout: 1, retry: quick }))).to.equal(base);
    expect(fingerprint(bookTrip)).to.match(/^[0-9a-f]{16}$/);
  });
  const changes: [string, Change][] = [
    ['a step is renamed', step('b', create, cancel)],
    ['a step calls something else', step('a', () => hotel.hold({ tripId: '', city: '' }), cancel)],
    ['a step is undone otherwise', step('a', create, () => airline.release({ tripId: '' }))],
    ['a step is no longer undone', step('a', create, 'nothing')],
    ['a step is added', (building) => step('b', create, cancel)(step('a', create, cancel)(building))],
    ['a step is gone', (building) => building],
    ['a wait is added', (building) => step('a', create, cancel)(building).waitFor({ name: 'w' }, { within: 1 })],
  ];
  for (const [what, change] of changes) it(`changes when ${what}`, () => expect(one(change)).to.not.equal(base));
});
