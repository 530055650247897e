import { expect } from 'chai';
import { until } from '@shop/testkit/until';
import { recover } from '../../dist/core/recover.js';
import { sagaCalls } from '../../dist/core/saga-calls.js';
import { withWorker } from './with-worker.js';

describe('the jobs of sagas', () => {
  const at = withWorker();
  const { begin, job, log, holdingMove, holding, idle } = at;

  it('document a saga from start to end: its steps in the log, its outcome as the return value', async () => {
    await begin('o1');
    const done = await job('completed', 'book-trip COMPLETED');
    expect(done.id).to.equal('saga-o1');
    expect(done.data).to.deep.include({ sagaId: 'o1', reason: 'start' });
    expect(done.returnvalue).to.deep.equal({ outcome: 'COMPLETED', tripId: 'o1' });
    expect(done.progress).to.deep.equal({
      state: 'COMPLETED',
      step: '',
      done: 6,
      of: 6,
      counts: 'steps',
      progress: 100,
      tripId: 'o1',
    });
    expect((await log(done)).map((line) => line.replace(/\d+ ms/, 'N ms'))).to.deep.equal([
      'create-trip done in N ms, attempt 1',
      'hold-room done in N ms, attempt 1',
      'hold-seat done in N ms, attempt 1',
      'confirm-trip done in N ms, attempt 1',
      'issue-ticket done in N ms, attempt 1',
      'COMPLETED',
    ]);
  });

  it('are one while a saga waits, and show its deadline, the reason of a refusal and its end', async () => {
    await begin('o1', { city: 'oslo' });
    const waiting = await job('delayed', 'book-trip trip-approved');
    const { deadline } = at.world.journal.sagas.get('o1')!;
    const until1 = new Date(deadline!).toISOString();
    expect(waiting.progress).to.deep.equal({
      state: 'WAITING',
      step: 'trip-approved',
      waitsFor: 'signal trip-approved',
      waitsUntil: until1,
      deadline: until1,
      done: 2,
      of: 6,
      counts: 'steps',
      progress: 33,
      tripId: 'o1',
    });
    expect((await log(waiting)).at(-1)).to.equal(`waits at trip-approved for signal trip-approved, deadline ${until1}`);
    expect(waiting.timestamp + waiting.delay).to.be.closeTo(deadline!, 5_000);
    at.world.participants.answer = (_command, key) =>
      key.endsWith('hold-seat')
        ? { type: 'refused', reason: 'SEAT_REFUSED', detail: 'seat of Ann' }
        : { type: 'done', reply: { holdId: 'h', priceMinor: 1 } };
    await sagaCalls(at.world.ports).signal('o1', { name: 'trip-approved', payload: { token: 't1' } });
    const ended = await job('completed', 'book-trip COMPENSATED SEAT_REFUSED');
    expect(ended.id).to.equal(waiting.id);
    expect(ended.data).to.deep.include({ reason: 'signal' });
    expect(ended.returnvalue).to.deep.equal({
      outcome: 'COMPENSATED',
      reason: 'SEAT_REFUSED',
      at: 'hold-seat',
      tripId: 'o1',
    });
    expect(ended.progress).to.deep.include({ state: 'COMPENSATED', done: 2, of: 2, counts: 'compensations' });
    const lines = await log(ended);
    expect(lines).to.include('hold-seat refused: SEAT_REFUSED');
    expect(lines.at(-1)).to.equal('COMPENSATED');
    expect(JSON.stringify([lines, ended.asJSON()])).to.not.match(/Ann|t1/);
    expect(
      await at.queue.getJobCountByTypes('wait', 'prioritized', 'active', 'delayed', 'completed', 'failed'),
    ).to.equal(1);
  });

  it('send nothing twice for a saga that this process inserted and another one ran first', async () => {
    const { insert } = at.world.journal;
    at.world.journal.insert = async (saga) => {
      const result = await insert.call(at.world.journal, saga);
      const recent = structuredClone(result.saga);
      // the copy in this process's memory, although another process has run the saga since
      at.world.journal.recentInsert = () => recent;
      return result;
    };
    await begin('o1', { city: 'oslo' });
    await job('delayed', 'book-trip trip-approved');
    await sagaCalls(at.world.ports).signal('o1', { name: 'trip-approved', payload: { token: 't1' } });
    await job('completed', 'book-trip COMPLETED');
    expect(at.world.sent).to.deep.equal([...new Set(at.world.sent)]);
  });

  it('end with their saga when it is resolved by hand while they wait', async () => {
    await begin('o1', { city: 'oslo' });
    await job('delayed', 'book-trip trip-approved');
    await sagaCalls(at.world.ports).resolve('o1', { by: 'ann', reason: 'done by hand' });
    const ended = await job('completed', 'book-trip RESOLVED');
    expect(ended.returnvalue).to.deep.include({ outcome: 'RESOLVED' });
    await idle();
  });

  it('are woken by a signal that comes while a run is about to rest', async () => {
    const move = holdingMove();
    await begin('o1', { city: 'oslo' });
    await move.reached;
    await sagaCalls(at.world.ports).signal('o1', { name: 'trip-approved', payload: { token: 't1' } });
    move.letGo();
    await job('completed', 'book-trip COMPLETED');
  });

  it('of an older release, and those added by hand, wake the saga and end', async () => {
    await begin('o1', { city: 'oslo' });
    const waiting = await job('delayed', 'book-trip trip-approved');
    const old = await at.queue.add('book-trip trip-approved', { sagaId: 'o1', reason: 'timer' });
    const nobody = await at.queue.add('nonsense', { sagaId: 'nobody', reason: 'timer' });
    for (const each of [old, nobody])
      await until('it has ended', async () => (await at.queue.getJobState(each.id!)) === 'completed');
    await until('the saga waits again', async () => (await at.queue.getJobState(waiting.id!)) === 'delayed');
    expect(at.world.sent).to.have.length(2);
    expect(await at.queue.getJob('saga-nobody')).to.equal(undefined);
  });

  it('keep the saga of a failed run, and continue it', async () => {
    const load = at.world.journal.load.bind(at.world.journal);
    at.world.journal.load = () => Promise.reject(new Error('The store is gone.'));
    await begin('o1');
    await job('delayed', 'book-trip create-trip');
    at.world.journal.load = load;
    const done = await job('completed', 'book-trip COMPLETED');
    expect(done.id).to.equal('saga-o1');
  });

  it('of a saga whose journal cannot be written back off, whatever the sweep finds, until a request wakes it', async () => {
    const append = at.world.journal.append.bind(at.world.journal);
    at.world.journal.append = () => Promise.reject(new Error('The document is too large.'));
    await begin('o1');
    at.world.journal.sagas.set('o1', { ...at.world.journal.sagas.get('o1')!, nextActionAt: Date.now() - 60_000 });
    const first = () => at.world.sent.filter((key) => key === 'o1.create-trip').length;
    await until('it was tried four times', async () => {
      await recover(at.world.ports);
      return first() >= 4;
    });
    const began = Date.now();
    await until('the sweep has found it for a second', async () => {
      await recover(at.world.ports);
      return Date.now() - began > 900;
    });
    expect(first()).to.be.at.most(5);
    at.world.journal.append = append;
    await sagaCalls(at.world.ports).retry('o1', { by: 'root', reason: 'fixed' });
    const asked = Date.now();
    await job('completed', 'book-trip COMPLETED');
    expect(Date.now() - asked).to.be.below(900);
  });

  it('show the progress of a saga while a step is slow', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const yes = at.world.participants.answer;
    at.world.participants.answer = async (command, key) => {
      if (key.endsWith('hold-room')) await held;
      return yes(command, key);
    };
    await begin('o1');
    const active = await job('active', 'book-trip create-trip');
    const progress = await until('its progress is shown', async () => {
      const { progress: shown } = (await at.queue.getJob(active.id!))!;
      return typeof shown === 'object' && shown;
    });
    expect(progress).to.deep.include({ step: 'hold-room', state: 'RUNNING', done: 1, of: 6 });
    release();
    await idle();
  });

  it('of new trips wait for sagas in progress, however many there are', async () => {
    const { letGo, held } = holding('hold-room');
    // four runs at a time, so all are busy
    await Promise.all(['a', 'b', 'c', 'd'].map((id) => begin(id)));
    await held();
    await until('all are busy', () => at.world.sent.filter((key) => key.endsWith('hold-room')).length === 4);
    for (let i = 0; i < 10; i++) await begin(`new${i}`);
    await begin('turned');
    await sagaCalls(at.world.ports).cancel('turned', { by: 'u', reason: 'TRAVELLER_CANCELLED' });
    letGo();
    await until('all have ended', () =>
      [...at.world.journal.sagas.values()].every((saga) => saga.nextActionAt === null),
    );
    const order = at.world.sent.map((key) => key.split('.')[0]!).filter((id) => /^(turned|new)/.test(id));
    expect(order[0]).to.equal('turned');
    expect(at.world.journal.sagas.get('turned')?.state).to.equal('COMPENSATED');
  });

  it('finish the step in progress when their process closes, and are continued by the next', async () => {
    const { letGo, held } = holding('hold-room');
    await begin('o1');
    await held();
    const closed = at.worker.close();
    letGo();
    await closed;
    expect(at.world.sent).to.deep.equal(['o1.create-trip', 'o1.hold-room']);
    expect(at.world.journal.sagas.get('o1')).to.deep.include({ revision: 2, state: 'RUNNING', next: 'hold-seat' });
    const [handedBack] = await at.queue.getJobs(['wait', 'prioritized']);
    expect([handedBack?.name, handedBack?.id]).to.deep.equal(['book-trip hold-seat', 'saga-o1']);
    at.startAgain();
    await until('it has ended', () => at.world.journal.sagas.get('o1')?.state === 'COMPLETED');
    expect(at.world.sent).to.have.length(5);
  });

  it('send nothing twice when a finished one is run again from the dashboard', async () => {
    await begin('o1');
    const done = await job('completed', 'book-trip COMPLETED');
    const before = [...at.world.sent];
    const ended = at.world.journal.sagas.get('o1')!;
    expect(ended.state).to.equal('COMPLETED');
    await done.retry('completed');
    await until(
      'it has run again',
      async () => (await log(done)).at(-1) === 'COMPLETED' && (await log(done)).length > 6,
    );
    expect(at.world.sent).to.deep.equal(before);
    expect(at.world.journal.sagas.get('o1')).to.equal(ended);
  });

  it('send nothing twice when one that failed after the end of its saga is run again', async () => {
    at.faults.around = async (thing, work) => {
      const result = await work();
      if (thing === 'orchestrator.job') throw new Error('broken');
      return result;
    };
    await begin('o1');
    const failed = await job('failed', 'book-trip COMPLETED');
    at.faults.around = (_thing, work) => work();
    const before = [...at.world.sent];
    await failed.retry('failed');
    await until('it has run', async () => (await failed.getState()) === 'completed');
    expect(at.world.sent).to.deep.equal(before);
    expect((await log(failed)).at(-1)).to.equal('COMPLETED');
  });
});
