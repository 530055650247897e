import { expect } from 'chai';
import { sagaCalls } from '../../../dist/core/saga-calls.js';
import { advance } from '../../../dist/core/advance.js';
import type { Entry } from '../../../dist/core/journal.js';
import type { Outcome } from '../../../dist/core/ports.js';
import { memoryPorts } from '../memory.js';
import { seatHeld, cancelled, done, failed, held, storyOf } from '../story.js';
import { days, hours } from './lengths.js';

const refusing: Outcome = { type: 'refused', reason: 'TICKET_REFUSED', detail: 'The seat is gone.' };
const silent: Outcome = { type: 'in-doubt', error: 'no answer in 5000 ms' };
const unreachable = (until: number): Outcome => ({ type: 'in-doubt', error: 'breaker open', parkedUntil: until });

/** Runs a saga, by its own timers until the time has passed, whose step gives these answers in turn. */
async function failing(step: string, answers: ((now: number) => Outcome)[], undoing = false) {
  const world = memoryPorts({ random: () => 0.5 });
  const events = undoing ? [...held, cancelled] : [...seatHeld, done('confirm-trip')];
  world.journal.sagas.set('o1', storyOf(events));
  const yes = world.participants.answer;
  const times: number[] = [];
  let broken = true;
  world.participants.answer = (command, key) => {
    if (!broken || !key.startsWith(`o1.${step}`)) return yes(command, key);
    times.push(world.clock.now);
    return answers[times.length % answers.length]!(world.clock.now);
  };
  const stored = () => world.journal.sagas.get('o1')!;
  const runUntil = async (end: number) => {
    while (stored().nextActionAt !== null && stored().nextActionAt! < end) {
      world.clock.now = Math.max(world.clock.now, stored().nextActionAt!);
      await advance(world.ports, 'o1');
    }
    world.clock.now = Math.max(world.clock.now, end);
  };
  return { ...world, calls: sagaCalls(world.ports), stored, times, runUntil, fix: () => (broken = false) };
}

describe('a saga that fails for sixty days', () => {
  const troubles: [string, string, ((now: number) => Outcome)[], boolean?][] = [
    ['whose ticket is refused', 'issue-ticket', [() => refusing]],
    ['whose ticket is never answered', 'issue-ticket', [() => silent]],
    ['whose participant cannot be reached', 'issue-ticket', [(now) => unreachable(now + 5_000)]],
    ['with all of these by turns', 'issue-ticket', [() => refusing, () => silent, (now) => unreachable(now + 5_000)]],
    ['whose undo is refused', 'hold-room', [() => refusing], true],
  ];
  for (const [name, step, answers, undoing] of troubles)
    it(`${name} stays small, sends few attempts, and then ends`, async () => {
      const saga = await failing(step, answers, undoing);
      await saga.runUntil(hours(12));
      const early = saga.times.length;
      await saga.runUntil(days(60));
      const aDay = (saga.times.length - early) / 59.5;
      expect(aDay, 'sent a day').to.be.within(20, 50);
      expect(JSON.stringify(saga.stored()).length).to.be.below(4_096);
      expect(saga.stored().state).to.equal('NEEDS_ATTENTION');
      const seen = (await advance(saga.ports, 'o1'))!.steps.find(({ name: of }) => of === step)!;
      const all = saga.times.length;
      const parked = answers.length > 1 ? all / 3 : 0;
      if (answers[0]!(0).type !== 'in-doubt' || answers.length > 1)
        expect(undoing ? seen.undo!.attempts : seen.attempts).to.be.within(all - parked - 1, all - parked + 1);
      saga.fix();
      await saga.runUntil(days(61));
      expect(saga.stored().state).to.equal(undoing ? 'COMPENSATED' : 'COMPLETED');
    });

  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  for (const [name, reply] of [
    ['of a byte more than is kept', { text: '€'.repeat(350_000) }],
    ['that is no JSON', cyclic],
  ] as const)
    it(`because of a reply ${name} sends few attempts, shows its operator why, and ends when it is forced`, async () => {
      const saga = await failing('issue-ticket', [() => ({ type: 'done', reply })]);
      await saga.runUntil(hours(12));
      const early = saga.times.length;
      await saga.runUntil(days(10));
      expect((saga.times.length - early) / 9.5, 'sent a day').to.be.within(20, 50);
      expect(JSON.stringify(saga.stored()).length).to.be.below(4_096);
      const seen = (await advance(saga.ports, 'o1'))!;
      expect(seen.state).to.equal('NEEDS_ATTENTION');
      expect(seen.steps.at(-1)!.error).to.match(
        /^The reply of issue-ticket cannot be stored: it .*\. It may have been done: fix the reply and retry, or force/,
      );
      const wish = { step: 'issue-ticket', by: 'root', reason: 'issued, says the bank' };
      await saga.calls.force('o1', { ...wish, outcome: 'done', confirm: true });
      await saga.runUntil(saga.clock.now + 10_000);
      expect(saga.stored().state).to.equal('COMPLETED');
    });

  it('truncates a long error or reason', async () => {
    const endless = 'x'.repeat(100_000);
    const saga = await failing('issue-ticket', [
      () => ({ type: 'in-doubt', error: endless }),
      () => ({ type: 'refused', reason: endless, detail: endless }),
      (now) => ({ type: 'in-doubt', error: endless, parkedUntil: now + 5_000 }),
    ]);
    await saga.runUntil(days(1));
    expect(JSON.stringify(saga.stored()).length).to.be.below(16_384);
  });

  it('is retried at once on an operator’s request, with a short backoff after that', async () => {
    const saga = await failing('issue-ticket', [() => refusing]);
    await saga.runUntil(days(20));
    expect(saga.stored().nextActionAt! - saga.clock.now).to.be.above(0);
    const before = saga.times.length;
    await saga.calls.retry('o1', { by: 'admin', reason: 'the bank says that it works' });
    await advance(saga.ports, 'o1');
    await saga.runUntil(saga.clock.now + 3_000);
    expect(saga.times.length - before).to.be.within(4, 6);
    saga.fix();
    await saga.runUntil(saga.clock.now + 10_000);
    expect(saga.stored().state).to.equal('COMPLETED');
  });

  it('costs no more on the last day than on the first', async () => {
    const saga = await failing('issue-ticket', [() => refusing, () => silent]);
    const cost = async (runs: number) => {
      const began = process.cpuUsage();
      for (let run = 0; run < runs; run++) await advance(saga.ports, 'o1');
      const { user, system } = process.cpuUsage(began);
      return (user + system) / runs;
    };
    await saga.runUntil(days(1));
    await cost(2_000);
    const first = await cost(5_000);
    await saga.runUntil(days(60));
    expect(await cost(5_000)).to.be.below(2 * first + 5);
    expect(saga.stored().journal.length).to.be.below(10);
  });

  it('of a release that stored an entry for each failure is read, and folds as before', async () => {
    const saga = await failing('issue-ticket', [() => refusing]);
    const old: Entry[] = Array.from({ length: 20_000 }, (_, index) => ({
      ...failed('issue-ticket', (index + 1) * 60_000, { attempt: index + 1 }),
      at: index * 60_000,
    }));
    const { journal, ...stored } = saga.stored();
    saga.journal.sagas.set('o1', { ...stored, journal: [...journal, ...old] });
    saga.clock.now = days(14);
    await advance(saga.ports, 'o1');
    expect(saga.stored().journal).to.have.length(journal.length + 1);
    expect(saga.stored().journal.at(-1)).to.deep.include({ type: 'failed', attempt: 20_001, count: 20_001, since: 0 });
    saga.fix();
    await saga.runUntil(days(15));
    expect(saga.stored().state).to.equal('COMPLETED');
  });
});
