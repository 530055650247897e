import { expect } from 'chai';
import { advance } from '../../dist/core/advance.js';
import type { Definition } from '../../dist/core/definition.js';
import { hours, minutes } from '../../dist/core/duration.js';
import { sagaCalls } from '../../dist/core/saga-calls.js';
import { participant } from '../../dist/core/participant.js';
import { registry } from '../../dist/core/registry.js';
import { followUp, saga, signal } from '../../dist/core/saga.js';
import { memoryPorts, type Answering } from './memory.js';

interface Guides {
  book(request: { day: number }): { guide: string };
  cancel(request: { day: number; guide?: string }): void;
  brief(request: { guides: readonly (string | undefined)[]; wishes: number }): void;
}
const guides = participant<Guides>('guides');
const wish = signal<{ wish: string }>()('wish');
const ready = signal<{ by: string }>()('ready');

const giveBack = saga<{ tour: string }>('give-back', { version: 1 })
  .retriable('give-back', { command: () => guides.cancel({ day: 0 }) })
  .end();

/** A tour: a participant's method before a group and three times in it, and a timer that collects signals. */
const tour = (version: number) =>
  saga<object>('tour', { version })
    .step('permit', { command: () => guides.book({ day: 0 }), compensate: () => guides.cancel({ day: 0 }) })
    .together('days', (days) =>
      days
        .step('first-day', {
          command: () => guides.book({ day: 1 }),
          compensate: (s) => guides.cancel({ day: 1, ...(s.firstDay ? { guide: s.firstDay.guide } : {}) }),
        })
        .step('second-day', {
          command: () => guides.book({ day: 2 }),
          compensate: (s) => guides.cancel({ day: 2, ...(s.secondDay ? { guide: s.secondDay.guide } : {}) }),
        })
        .step('third-day', {
          command: () => guides.book({ day: 3 }),
          compensate: () => guides.cancel({ day: 3 }),
        }),
    )
    .waitFor(ready, { within: hours(2), collect: 2, expires: 'NOT_READY' })
    .pivot('depart', { command: () => guides.book({ day: 0 }) })
    .waitFor(wish, { within: minutes(30), onExpiry: 'go-on', collect: Infinity })
    .retriable('brief', {
      command: (s) =>
        guides.brief({ guides: [s.firstDay.guide, s.secondDay.guide, s.thirdDay.guide], wishes: s.wish.length }),
    })
    .end({ onLateCancel: (s) => followUp(giveBack, `${s.id}-back`, { tour: s.id }) });

/** Guides that store the effect of each key, and answer the steps in `answers` differently. */
async function begin(answers: Record<string, Answering> = {}, definition: Definition = tour(1)) {
  const known = registry([definition, giveBack]);
  const world = memoryPorts({ registry: known });
  const booked = new Set<string>();
  const requests: Record<string, unknown> = {};
  world.participants.answer = (command, key) => {
    const name = key.slice('t1.'.length);
    requests[name] = command.request;
    const other = answers[name]?.(command, key);
    if (other) return other;
    if (key.endsWith('.undo')) booked.delete(name.slice(0, -'.undo'.length));
    else booked.add(name);
    return { type: 'done', reply: { guide: `guide of ${name}` } };
  };
  const calls = sagaCalls(world.ports);
  await calls.start({ saga: 'tour', id: 't1', input: {} });
  const run = () => advance(world.ports, 't1');
  const pass = async (ms: number) => {
    world.clock.now += ms;
    return run();
  };
  /** Repeats resting steps until the saga waits or has ended. */
  const untilQuiet = async () => {
    let view = await run();
    for (let runs = 0; runs < 50 && view && ['RUNNING', 'COMPENSATING'].includes(view.state); runs++)
      view = await pass(minutes(1));
    return view;
  };
  return { ...world, calls, run, pass, untilQuiet, booked, requests };
}

const root = { by: 'root', reason: 'looked' };
const silent: Answering = () => ({ type: 'in-doubt', error: 'no answer' });
const full: Answering = () => ({ type: 'refused', reason: 'FULL' });

describe('one method several times in one group', () => {
  it('is sent under a key for each step, and each step has its own reply', async () => {
    const { run, sent, calls, pass, requests } = await begin();
    await run();
    expect(sent).to.deep.equal(['t1.permit', 't1.first-day', 't1.second-day', 't1.third-day']);
    for (const id of ['a', 'b']) await calls.signal('t1', { name: ready.name, id, payload: { by: id } });
    await run();
    await pass(minutes(30));
    expect(requests['brief']).to.deep.equal({
      guides: ['guide of first-day', 'guide of second-day', 'guide of third-day'],
      wishes: 0,
    });
  });

  it('is undone under a key for each step', async () => {
    const { run, calls, booked, requests } = await begin();
    await run();
    await calls.cancel('t1', { by: 'u', reason: 'ILL' });
    expect((await run())?.state).to.equal('COMPENSATED');
    expect([...booked]).to.deep.equal([]);
    expect(requests['second-day.undo']).to.deep.equal({ day: 2, guide: 'guide of second-day' });
  });
});

describe('a signal that is collected, and time', () => {
  it('does not extend the deadline when some but not all have come', async () => {
    const { run, calls, pass, booked } = await begin();
    await run();
    await pass(hours(1));
    await calls.signal('t1', { name: ready.name, id: 'a', payload: { by: 'a' } });
    expect((await run())?.deadline).to.equal(hours(2));
    expect(await pass(hours(1))).to.deep.include({
      state: 'COMPENSATED',
      failure: { step: 'ready', reason: 'NOT_READY' },
    });
    expect([...booked]).to.deep.equal([]);
  });

  it('is counted until a timer after the pivot runs out, and not after that', async () => {
    const { run, calls, pass, requests } = await begin();
    const send = async (name: string, id: string) =>
      (await calls.signal('t1', { name, id, payload: { by: id, wish: id } })).answer;
    await send(wish.name, 'early');
    await run();
    for (const id of ['a', 'b']) await send(ready.name, id);
    await run();
    for (const id of ['sea', 'quiet', 'sea']) expect(await send(wish.name, id)).to.equal('accepted');
    await run();
    expect((await pass(minutes(30)))?.state).to.equal('COMPLETED');
    expect(requests['brief']).to.deep.include({ wishes: 3 });
    expect(await send(wish.name, 'more')).to.equal('late');
  });
});

describe('an operator, at a group that is half done', () => {
  it('forces a step to be done with its reply, and keeps the answers of the rest of the group', async () => {
    const { run, calls, untilQuiet, booked } = await begin({ 'second-day': silent });
    await run();
    expect(
      await refusalOf(calls.force('t1', { step: 'second-day', outcome: 'done', ...root, reply: { guide: 'x' } })),
    ).to.equal('WOULD_BREAK_CONSERVATION');
    await calls.force('t1', { step: 'second-day', outcome: 'done', reply: { guide: 'x' }, confirm: true, ...root });
    expect((await untilQuiet())?.state).to.equal('WAITING');
    expect([...booked]).to.deep.equal(['permit', 'first-day', 'third-day']);
  });

  it('forces a step to be refused, which undoes everything that was sent with it', async () => {
    const { run, calls, untilQuiet, booked, sent } = await begin({ 'second-day': silent });
    await run();
    expect([...booked]).to.deep.equal(['permit', 'first-day', 'third-day']);
    await calls.force('t1', { step: 'second-day', outcome: 'refused', confirm: true, ...root });
    expect((await untilQuiet())?.state).to.equal('COMPENSATED');
    expect([...booked]).to.deep.equal([]);
    expect(sent.filter((key) => key.endsWith('.undo'))).to.include.members(['t1.third-day.undo', 't1.first-day.undo']);
  });

  it('cannot force a step of the group that the saga has not reached', async () => {
    const { run, calls } = await begin({ 'second-day': silent });
    await run();
    expect(await refusalOf(calls.force('t1', { step: 'third-day', outcome: 'done', confirm: true, ...root }))).to.equal(
      'STEP_NOT_OPEN',
    );
    expect(await refusalOf(calls.restart('t1', { step: 'third-day', ...root }))).to.equal('STEP_NOT_OPEN');
  });

  for (const step of ['permit', 'first-day'])
    it(`restarts ${step} before a half-done group: refused this time, it undoes everything that was sent`, async () => {
      let answers = 0;
      const { run, calls, untilQuiet, booked, sent } = await begin({
        [step]: (command, key) => ((answers += 1) > 1 ? full(command, key) : { type: 'done', reply: { guide: step } }),
        'second-day': silent,
      });
      await run();
      await calls.restart('t1', { step, ...root });
      expect(await untilQuiet()).to.deep.include({ state: 'COMPENSATED', failure: { step, reason: 'FULL' } });
      expect(sent.filter((key) => key === `t1.${step}`)).to.have.length(2);
      expect([...booked]).to.deep.equal([]);
      expect(sent).to.include.members(['t1.second-day.undo', 't1.third-day.undo']);
    });

  it('forces and restarts undos of a group that was refused', async () => {
    const answers: Record<string, Answering> = {
      'second-day': full,
      'third-day.undo': silent,
      'first-day.undo': silent,
    };
    const { run, calls, untilQuiet, booked } = await begin(answers);
    expect((await run())?.state).to.equal('COMPENSATING');
    expect(await refusalOf(calls.restart('t1', { step: 'second-day', ...root }))).to.equal('STEP_NOT_OPEN');
    await calls.force('t1', { step: 'third-day', phase: 'undo', outcome: 'done', confirm: true, ...root });
    delete answers['first-day.undo'];
    await calls.restart('t1', { step: 'first-day', phase: 'undo', ...root });
    expect((await untilQuiet())?.state).to.equal('COMPENSATED');
    // the step that the operator forced is not undone
    expect([...booked]).to.deep.equal(['third-day']);
  });
});

describe('a new version of a definition, while a group is half done', () => {
  const shorter: Definition = saga<object>('tour', { version: 2 })
    .step('only-day', { command: () => guides.book({ day: 9 }), compensate: 'nothing' })
    .pivot('depart', { command: () => guides.book({ day: 0 }) })
    .end();

  it('is not used to continue the saga', async () => {
    const answers: Record<string, Answering> = { 'second-day': silent };
    const old = await begin(answers);
    await old.run();
    const later = { ...old.ports, registry: registry([tour(1), shorter, giveBack]) };
    delete answers['second-day'];
    old.clock.now += minutes(1);
    const view = await advance(later, 't1');
    expect(view).to.deep.include({ state: 'WAITING', version: 1 });
    expect([...old.booked]).to.have.members(['permit', 'first-day', 'second-day', 'third-day']);
    expect(old.sent).to.not.include('t1.only-day');
    const { saga: other } = await sagaCalls(later).start({ saga: 'tour', id: 't2', input: {} });
    expect(other.version).to.equal(2);
  });

  it('leaves the saga to processes that have its old version, and undoes nothing', async () => {
    const old = await begin({ 'second-day': silent });
    await old.run();
    const before = old.sent.length;
    const newer = { ...old.ports, registry: registry([shorter, giveBack]) };
    old.clock.now += minutes(1);
    const error = await advance(newer, 't1').catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Error).with.property('name', 'NotMine');
    expect(old.sent).to.have.length(before);
  });
});

const refusalOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'taken',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );
