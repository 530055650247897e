import { expect } from 'chai';
import fc from 'fast-check';
import { summarise } from '../../dist/core/append.js';
import { decide, decideFrom, type Decision } from '../../dist/core/decide.js';
import { pivotIndex, type Definition } from '../../dist/core/definition.js';
import { evolve } from '../../dist/core/evolve.js';
import type { Entry, Event } from '../../dist/core/journal.js';
import { ended } from '../../dist/core/progress.js';
import { signal } from '../../dist/core/saga.js';
import { looseSaga } from './loose.js';

const policy = { attempts: 2, first: 10, max: 20 };
const ask = (method: string) => () => ({ participant: 'p', method, request: {} });

/** A saga of this shape: some steps and waits, then perhaps a pivot, then retriables. */
const definitions = fc
  .record({
    before: fc.array(fc.constantFrom('undoable', 'undoable', 'final', 'wait', 'skipped'), { maxLength: 5 }),
    after: fc.nat({ max: 3 }),
    within: fc.option(fc.constant(500), { nil: undefined }),
  })
  .map(({ before, after, within }) => {
    let building = looseSaga('any', { version: 1, ...(within === undefined ? {} : { within }) });
    before.forEach((kind, index) => {
      const name = `${kind}-${index}`;
      const compensate = kind === 'final' ? 'nothing' : ask(`undo-${name}`);
      building =
        kind === 'wait' || kind === 'skipped'
          ? building.waitFor(signal()(name), { within: 100, unless: () => kind === 'skipped' })
          : building.step(name, { command: ask(name), compensate, retry: policy });
    });
    building = building.pivot('pivot', { command: ask('pivot'), retry: policy });
    for (let index = 0; index < after; index++)
      building = building.retriable(`after-${index}`, { command: ask(`after-${index}`), retry: policy });
    return building.end();
  });

const choices = fc.array(
  fc.constantFrom('yes', 'yes', 'yes', 'yes', 'no', 'in doubt', 'parked', 'later', 'signal', 'cancel', 'retry'),
  { maxLength: 40 },
);
type Choice = typeof choices extends fc.Arbitrary<(infer One)[]> ? One : never;

const begun = { id: 's1', version: 1, input: {}, createdAt: 0 };
interface Run {
  readonly journal: Entry[];
  readonly decisions: Decision[];
  readonly now: number;
}

/** The journal that results when the participants answer each decision with the next choice. */
function runWith(definition: Definition, answers: readonly Choice[]): Run {
  const journal: Entry[] = [];
  const decisions: Decision[] = [];
  let now = 0;
  for (const answer of answers) {
    const decision = decide(definition, { ...begun, journal }, now);
    decisions.push(decision);
    now += 1;
    if ('until' in decision && answer === 'later') now = Math.max(now, decision.until);
    for (const event of happens(decision, answer, now)) journal.push({ ...event, at: now });
  }
  return { journal, decisions, now };
}

function happens(decision: Decision, answer: Choice, now: number): Event[] {
  if (answer === 'cancel') return [{ type: 'cancel-requested', by: 'u', reason: 'CANCELLED' }];
  if (answer === 'retry') return [{ type: 'retry-requested', by: 'u', reason: 'r' }];
  if (decision.type === 'expire') return [{ ...decision, type: 'expired' }];
  if (decision.type === 'decide') return [{ type: 'decided', ...decision.wait }];
  if (decision.type === 'wait' && answer === 'signal') {
    return [{ type: 'signalled', signal: decision.signal, payload: {} }];
  }
  if (decision.type !== 'send' && decision.type !== 'undo') return [];
  const { step, attempt, last, refusable } = decision;
  const phase = decision.type === 'send' ? 'do' : 'undo';
  const failed: Event = { type: 'failed', step, phase, attempt, error: 'e', startedAt: now, retryAt: now + 10 };
  if (answer === 'parked') return [{ type: 'parked', step, phase, until: now + 10, why: 'open' }];
  if (answer === 'in doubt') return last ? [failed, { type: 'gave-up', step }] : [failed];
  if (answer === 'no')
    return refusable
      ? [{ type: 'refused', step, reason: 'NO', startedAt: now, attempt }]
      : [{ ...failed, refused: true }];
  if (phase === 'undo') return [{ type: 'undone', step, startedAt: now, attempt }];
  return [{ type: 'done', step, reply: { step }, startedAt: now, attempt }];
}

/** Answers every command as done until the saga has ended. */
function toTheEnd(definition: Definition, { journal, now }: Run): Run {
  const whole = { journal: [...journal], decisions: [] as Decision[], now };
  for (;;) {
    const decision = decide(definition, { ...begun, journal: whole.journal }, whole.now);
    whole.decisions.push(decision);
    if (decision.type === 'finish') return whole;
    whole.now = 'until' in decision ? decision.until : whole.now + 1;
    for (const event of happens(decision, 'yes', whole.now)) whole.journal.push({ ...event, at: whole.now });
  }
}

const holds = (check: (definition: Definition, run: Run) => void) =>
  fc.assert(
    fc.property(definitions, choices, (definition, answers) => check(definition, runWith(definition, answers))),
    { numRuns: 500 },
  );

describe('properties of decide and evolve', () => {
  it('the same journal gives the same decision', () =>
    holds((definition, { journal, now }) => {
      const copy = structuredClone(journal);
      const story = { ...begun, journal };
      expect(decide(definition, story, now)).to.deep.equal(decide(definition, { ...begun, journal: copy }, now));
      expect(journal).to.deep.equal(copy);
    }));

  it('after a refusal of step N, N−1 … 1 are undone exactly once, in that order, and no later step is sent', () =>
    fc.assert(
      fc.property(definitions, fc.nat({ max: 5 }), (definition, pick) => {
        const steps = definition.steps.slice(0, pivotIndex(definition) + 1);
        const refusedAt = pick % steps.length;
        const refused = steps[refusedAt]!;
        fc.pre(refused.kind !== 'wait');
        const earlier = steps.slice(0, refusedAt);
        const facts = { startedAt: 0, attempt: 1, at: 0 };
        const journal: Entry[] = earlier.flatMap(({ kind, name }): Entry[] => {
          if (kind !== 'wait') return [{ type: 'done', step: name, reply: {}, ...facts }];
          return name.startsWith('skipped') ? [] : [{ type: 'signalled', signal: name, payload: {}, at: 0 }];
        });
        journal.push({ type: 'refused', step: refused.name, reason: 'NO', ...facts });
        const { decisions } = toTheEnd(definition, { journal, decisions: [], now: 0 });
        const undone = decisions.map((decision) => ('key' in decision ? `${decision.type} ${decision.key}` : 'finish'));
        const expected = earlier.filter((step) => step.kind === 'undoable' && step.compensate !== 'nothing').reverse();
        expect(undone).to.deep.equal([...expected.map(({ name }) => `undo s1.${name}.undo`), 'finish']);
      }),
      { numRuns: 500 },
    ));

  it('nothing is undone once the pivot is done, and nothing from the pivot on is ever undone', () =>
    holds((definition, run) => {
      const whole = toTheEnd(definition, run);
      const undone = new Set([...run.decisions, ...whole.decisions].flatMap((d) => (d.type === 'undo' ? d.step : [])));
      const pivotDone = whole.journal.some((entry) => entry.type === 'done' && entry.step === 'pivot');
      if (pivotDone) expect([...undone]).to.deep.equal([]);
      for (const step of definition.steps.slice(pivotIndex(definition))) expect(undone.has(step.name)).to.equal(false);
    }));

  it('everything done before the pivot is undone once, or everything is done', () =>
    holds((definition, run) => {
      const { journal } = toTheEnd(definition, run);
      const { state } = evolve(definition, { ...begun, journal });
      for (const step of definition.steps) {
        if (step.kind === 'wait') continue;
        const times = (type: Entry['type']) =>
          journal.filter((e) => e.type === type && 'step' in e && e.step === step.name).length;
        const undoable = step.kind === 'undoable' && step.compensate !== 'nothing';
        if (state === 'COMPLETED') expect([times('done'), times('undone')]).to.deep.equal([1, 0]);
        else if (undoable && times('done') > 0) expect([times('done'), times('undone')]).to.deep.equal([1, 1]);
      }
    }));

  it('a finished saga decides nothing more, whatever else is appended', () =>
    fc.assert(
      fc.property(definitions, choices, choices, (definition, answers, more) => {
        const { journal, now } = toTheEnd(definition, runWith(definition, answers));
        const end = decide(definition, { ...begun, journal }, now);
        const stray = runWith(definition, more).journal.map((entry) => ({ ...entry, at: now }));
        expect(decide(definition, { ...begun, journal: [...journal, ...stray] }, now)).to.deep.equal(end);
      }),
      { numRuns: 300 },
    ));

  it('a live saga always has a next action, and one that has ended has none', () =>
    holds((definition, { journal, now }) => {
      for (let length = 0; length <= journal.length; length++) {
        const progress = evolve(definition, { ...begun, journal: journal.slice(0, length) });
        const { nextActionAt } = summarise(progress, decideFrom(progress, now), now, 30_000);
        expect(nextActionAt === null).to.equal(ended(progress));
      }
    }));
});
