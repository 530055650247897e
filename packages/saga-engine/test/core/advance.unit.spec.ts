import { expect } from 'chai';
import { advance } from '../../dist/core/advance.js';
import { minutes } from '../../dist/core/duration.js';
import type { SagaView } from '../../dist/core/view.js';
import type { Answering } from './memory.js';
import { begin, failing, refusing, turns } from './advancing.js';

describe('advance', () => {
  it('runs to the end at once; answers of one turn share a write, and what follows a decision and the pivot wait for it', async () => {
    const { run, sent, journal, stored, published } = await begin();
    expect((await run())?.state).to.equal('COMPLETED');
    expect(sent).to.deep.equal(
      ['create-trip', 'hold-room', 'hold-seat', 'confirm-trip', 'issue-ticket'].map((s) => `o1.${s}`),
    );
    expect(journal.writes).to.equal(4);
    expect(stored()).to.deep.include({ state: 'COMPLETED', nextActionAt: null, revision: 3 });
    expect(published.map(({ revision }) => revision)).to.deep.equal([0, 1, 2, 3]);
  });

  it('writes each step separately when its participant is slower than the journal', async () => {
    const world = await begin();
    const yes = world.participants.answer;
    world.participants.answer = async (command, key) => {
      await turns(3);
      return yes(command, key);
    };
    expect((await world.run())?.state).to.equal('COMPLETED');
    expect(world.published.map(({ revision }) => revision)).to.deep.equal([0, 1, 2, 3, 4, 5]);
  });

  it('continues while the journal writes, until something is decided and before the pivot', async () => {
    const world = await begin();
    const { append } = world.journal;
    const storedAtSend: Record<string, number> = {};
    const yes = world.participants.answer;
    world.journal.append = async (...args) => {
      await turns(10);
      return append.apply(world.journal, args);
    };
    world.participants.answer = async (command, key) => {
      storedAtSend[key] = world.stored().journal.length;
      await turns(1);
      return yes(command, key);
    };
    expect((await world.run())?.state).to.equal('COMPLETED');
    expect(storedAtSend).to.deep.include({ 'o1.hold-room': 0, 'o1.hold-seat': 2, 'o1.confirm-trip': 3 });
  });

  it('sends no undo before the begin of the compensation is written', async () => {
    const world = await begin();
    const yes = world.participants.answer;
    let storedAtUndo: string[] | undefined;
    const noting: Answering = (command, key) => {
      storedAtUndo ??= world.stored().journal.map(({ type }) => type);
      return yes(command, key);
    };
    world.participants.answer = failing(
      { 'hold-seat': refusing('NO'), 'hold-room.undo': noting, 'create-trip.undo': noting },
      yes,
    );
    expect((await world.run())?.state).to.equal('COMPENSATED');
    expect(storedAtUndo).to.deep.equal(['done', 'done', 'refused']);
  });

  it('sends nothing more after a failure of the journal', async () => {
    const world = await begin();
    world.journal.append = () => Promise.reject(new Error('The store is gone'));
    world.participants.answer = async () => {
      await turns(3);
      return { type: 'done', reply: {} };
    };
    const failure = await world.run().catch((error: Error) => error.message);
    expect(failure).to.equal('The store is gone');
    expect(world.sent).to.deep.equal(['o1.create-trip', 'o1.hold-room']);
  });

  it('rests at a wait until its deadline, with a delayed wake-up', async () => {
    const { run, wakes, stored } = await begin({ city: 'oslo' });
    expect((await run())?.waiting).to.deep.equal({
      step: 'trip-approved',
      why: 'signal trip-approved',
      until: minutes(15),
    });
    expect(stored()).to.deep.include({ state: 'WAITING', nextActionAt: minutes(15), deadline: minutes(15) });
    expect(wakes.at(-1)).to.deep.equal({
      id: 'o1',
      at: minutes(15),
      priority: 'progress',
      why: 'timer',
      about: 'book-trip trip-approved',
    });
  });

  it('keeps an answer that arrives after a signal, instead of sending again', async () => {
    const world = await begin({ city: 'oslo' });
    const yes = world.participants.answer;
    world.participants.answer = failing(
      {
        'hold-room': async (command, key) => {
          await world.calls.signal('o1', { name: 'trip-approved', payload: { token: 't1' } });
          return yes(command, key);
        },
      },
      yes,
    );
    expect((await world.run())?.state).to.equal('COMPLETED');
    expect(world.sent.filter((key) => key === 'o1.hold-room')).to.have.length(1);
  });

  it('drops an answer that arrives after a cancel, and undoes the step with those sent ahead', async () => {
    const world = await begin();
    const yes = world.participants.answer;
    world.participants.answer = failing(
      {
        'hold-room': async (command, key) => {
          await world.calls.cancel('o1', { by: 'u1', reason: 'TRAVELLER_CANCELLED' });
          return yes(command, key);
        },
      },
      yes,
    );
    expect((await world.run())?.state).to.equal('COMPENSATED');
    const undone = ['hold-seat', 'hold-room', 'create-trip'].map((step) => `o1.${step}.undo`);
    expect(world.sent.slice(-3)).to.deep.equal(undone);
    expect(world.sent).not.to.include('o1.confirm-trip');
    expect(world.stored().journal.map(({ type }) => type)).to.deep.equal([
      'cancel-requested',
      'undone',
      'undone',
      'undone',
    ]);
  });

  it('leaves the saga to another run that was first', async () => {
    const world = await begin();
    const yes = world.participants.answer;
    let checks = 0;
    world.participants.answer = failing(
      {
        'create-trip': async (command, key) => {
          world.participants.answer = yes;
          await world.run({ stopping: () => ++checks > 1 });
          return yes(command, key);
        },
      },
      yes,
    );
    await world.run();
    expect(world.sent.slice(0, 2)).to.deep.equal(['o1.create-trip', 'o1.create-trip']);
    expect(world.sent, 'the pivot is for the other run').not.to.include('o1.confirm-trip');
    expect(world.stored()).to.deep.include({ revision: 1, state: 'RUNNING' });
  });

  it('checkpoints after each append; a failing checkpoint changes nothing', async () => {
    const world = await begin();
    const seen: number[] = [];
    const checkpoint = ({ revision }: SagaView) => {
      seen.push(revision);
      return Promise.reject(new Error('Redis is gone'));
    };
    expect((await world.run({ checkpoint }))?.state).to.equal('COMPLETED');
    expect(seen).to.deep.equal([1, 2, 3]);
    expect(world.reported).to.deep.equal(Array(3).fill('checkpoint'));
  });

  it('hands the saga back when asked to stop', async () => {
    const world = await begin();
    let steps = 0;
    await world.run({ stopping: () => ++steps > 2 });
    expect(world.stored()).to.deep.include({ state: 'RUNNING', revision: 1 });
    expect(world.stored().journal).to.have.length(2);
    expect(world.wakes.at(-1)).to.deep.equal({
      id: 'o1',
      priority: 'progress',
      why: 'request',
      about: 'book-trip hold-seat',
    });
  });

  it('survives a queue and a publisher that fail', async () => {
    const broken = () => Promise.reject(new Error('Redis is gone'));
    const world = await begin(undefined, { queue: { wake: broken }, publisher: { publish: broken } });
    expect((await world.run())?.state).to.equal('COMPLETED');
    await Promise.resolve();
    expect(new Set(world.reported)).to.deep.equal(new Set(['wake', 'publish']));
  });

  describe('with a saga that this process has just inserted', () => {
    const beginInserted = async () => {
      const world = await begin();
      const { load } = world.journal;
      const recent = world.stored();
      let reads = 0;
      world.journal.recentInsert = () => recent;
      world.journal.load = (id) => {
        reads += 1;
        return load.call(world.journal, id);
      };
      return { ...world, reads: () => reads };
    };

    it('does not read it', async () => {
      const world = await beginInserted();
      expect((await world.run())?.state).to.equal('COMPLETED');
      expect(world.reads()).to.equal(0);
    });

    it('undoes what it sent if the saga was cancelled in between', async () => {
      const world = await beginInserted();
      await world.calls.cancel('o1', { by: 'traveller', reason: 'CANCELLED_BY_TRAVELLER' });
      expect((await world.run())?.state).to.equal('COMPENSATED');
      expect(world.sent).to.include('o1.create-trip.undo');
      expect(world.sent).not.to.include('o1.confirm-trip');
    });
  });

  it('returns undefined for a saga that does not exist', async () => {
    const { ports } = await begin();
    expect(await advance(ports, 'nobody')).to.equal(undefined);
  });
});
