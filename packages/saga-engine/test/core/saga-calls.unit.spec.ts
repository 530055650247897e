import { expect } from 'chai';
import { sagaCalls } from '../../dist/core/saga-calls.js';
import { SagaNotFound } from '../../dist/core/refusals.js';
import type { Event } from '../../dist/core/journal.js';
import { memoryPorts } from './memory.js';
import { done, held, approved } from './story.js';
import { after, ask, by } from './called.js';

describe('calls on sagas', () => {
  it('starts a saga once, and returns an existing one', async () => {
    const { ports, journal, wakes } = memoryPorts();
    const calls = sagaCalls(ports);
    const first = await calls.start({ saga: 'book-trip', id: 'o9', input: { city: 'oslo' } });
    const second = await calls.start({ saga: 'book-trip', id: 'o9', input: { city: 'other' } });
    expect([first.started, second.started]).to.deep.equal([true, false]);
    expect(second.record.input).to.deep.equal({ city: 'oslo' });
    expect(wakes).to.deep.equal([{ id: 'o9', priority: 'new', why: 'start', about: 'book-trip create-trip' }]);
    expect(journal.sagas.get('o9')).to.deep.include({ nextActionAt: 30_000, revision: 0, correlationId: 'o9' });
  });

  it('refuses unknown ids and signals', async () => {
    const { calls } = after(held);
    const caught = async (promise: Promise<unknown>) =>
      promise.then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(await caught(calls.cancel('nobody', by))).to.be.instanceOf(SagaNotFound);
    expect(String(await caught(calls.signal('o1', { name: 'rain', payload: {} })))).to.include('knows no signal rain');
  });

  describe('a repeated signal', () => {
    const sent = { name: 'trip-approved', payload: { token: 't1' }, id: 's1' };
    const answer = async (events: readonly Event[], again: typeof sent | Omit<typeof sent, 'id'>) => {
      const { calls, stored, wakes } = after(events);
      const { answer: told, accepted } = await calls.signal('o1', again);
      return { told, id: accepted?.id, journalled: stored().journal.length - events.length, wakes: wakes.length };
    };
    const withId = { ...approved, id: 's1' } as Event;
    const theEnd = [done('hold-seat'), done('confirm-trip'), done('issue-ticket')];

    it('is answered like the first, and wakes the saga in case the first did not', async () => {
      expect(await answer([...held, withId], sent)).to.deep.equal({
        told: 'accepted',
        id: 's1',
        journalled: 0,
        wakes: 1,
      });
      const told = await answer([...held, withId, ...theEnd], sent);
      expect(told).to.deep.equal({ told: 'accepted', id: 's1', journalled: 0, wakes: 0 });
    });

    it('is recognised by its id, whatever its payload, and another one is a duplicate that names the accepted one', async () => {
      const other = { ...sent, payload: { token: 't2' } };
      expect((await answer([...held, withId], other)).told).to.equal('accepted');
      expect(await answer([...held, withId], { ...sent, id: 's2' })).to.include({ told: 'duplicate', id: 's1' });
    });

    it('is recognised by its payload if one of the two has no id, as in earlier releases', async () => {
      const { id: _, ...nameless } = sent;
      for (const [events, again] of [
        [[...held, approved], sent],
        [[...held, withId], nameless],
      ] as const) {
        expect((await answer(events, again)).told).to.equal('accepted');
        expect((await answer(events, { ...again, payload: { token: 't2' } })).told).to.equal('duplicate');
      }
    });
  });

  it('answers late to a signal that the saga will not need', async () => {
    const { calls } = after([], { city: 'oslo', preApproved: 'c1' });
    expect((await ask.signal(calls)).answer).to.equal('late');
  });

  it('records who did what and why', async () => {
    const { calls, clock } = after(held);
    clock.now = 5;
    await ask.retry(calls);
    const { saga } = await ask.compensate(calls);
    expect(saga.audit).to.deep.equal([
      { at: 5, by: 'admin', action: 'retry', reason: 'is back' },
      { at: 5, by: 'admin', action: 'compensate', reason: 'asked by phone' },
    ]);
    expect(saga.failure).to.deep.equal({
      step: 'trip-approved',
      reason: 'ADMIN_CANCELLED',
      detail: 'asked by phone',
    });
  });

  it('decides again when another process wrote first', async () => {
    const { calls, journal, ports } = after(held);
    const load = journal.load.bind(journal);
    let overtaken = false;
    journal.load = async (id) => {
      const loaded = await load(id);
      if (!overtaken) {
        overtaken = true;
        await sagaCalls(ports).cancel(id, by);
      }
      return loaded;
    };
    expect((await ask.signal(calls)).answer).to.equal('late');
  });
});
