import { expect } from 'chai';
import fc from 'fast-check';
import { evolve } from '../../dist/core/evolve.js';
import type { Entry, Event, Phase } from '../../dist/core/journal.js';
import { addLines, workIn } from '../../dist/core/lines.js';
import { bookTrip } from './small-trip.js';
import { seatHeld, cancelled, done, failed, gaveUp, held, approved, refused, undone } from './story.js';

const steps = ['create-trip', 'hold-room', 'hold-seat', 'confirm-trip', 'issue-ticket', 'follow-up'];
const step = fc.constantFrom(...steps);
const phase = fc.constantFrom<Phase>('do', 'do', 'undo');
const asked = fc.record({ by: fc.constantFrom('ann', 'bob'), reason: fc.constantFrom('now', 'please') });
const resolved: Event = { type: 'resolved', by: 'ann', reason: 'by hand' };

/** Any events of a journal, mostly repeated ones. */
const events = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(step, phase, fc.boolean()).map(([name, of, no]) => failure(name, of, no)) },
  { weight: 4, arbitrary: fc.tuple(step, phase).map(([name, of]): Event => parked(name, of)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(step, phase, fc.constantFrom('p1', 'p2'))
      .map(([name, of, pause]): Event => ({ ...parked(name, of), pause }) as Event),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(step, phase).map(([name, of]): Event => ({ type: 'resumed', step: name, phase: of })),
  },
  { weight: 2, arbitrary: asked.map((by): Event => ({ type: 'retry-requested', ...by })) },
  { weight: 1, arbitrary: asked.map((by): Event => ({ type: 'cancel-requested', ...by })) },
  { weight: 1, arbitrary: asked.map((by): Event => ({ type: 'cancel-requested', again: true, ...by })) },
  { weight: 1, arbitrary: asked.map((by): Event => ({ type: 'compensate-requested', ...by })) },
  { weight: 1, arbitrary: fc.constant(resolved) },
  { weight: 1, arbitrary: step.map((name) => done(name)) },
  { weight: 1, arbitrary: step.map((name) => undone(name)) },
  { weight: 1, arbitrary: step.map((name) => refused(name)) },
  { weight: 1, arbitrary: fc.constantFrom(approved, gaveUp('hold-room')) },
);
const failure = (name: string, of: Phase, no: boolean): Event =>
  ({ ...failed(name, 9, { phase: of }), ...(no ? { refused: true } : {}) }) as Event;
const parked = (name: string, of: Phase): Event => ({ type: 'parked', step: name, phase: of, until: 9, why: 'open' });

/** Entries a second apart, with attempts numbered. */
const inTime = (all: readonly Event[], from = 0): Entry[] =>
  all.map((event, index) => {
    const at = (from + index + 1) * 1_000;
    if (event.type === 'failed') return { ...event, attempt: from + index + 1, startedAt: at - 5, retryAt: at + 9, at };
    return event.type === 'parked' ? { ...event, until: at + 9, at } : { ...event, at };
  });
const story = (journal: readonly Entry[]) =>
  evolve(bookTrip, { id: 'o1', version: 1, input: { city: 'oslo' }, createdAt: 0, journal });
/** Adds entries one after the other, as appends do. */
const appended = (entries: readonly Entry[], start: readonly Entry[] = []) =>
  entries.reduce((journal, entry) => addLines(journal, [entry]).journal, start);
const beginnings = fc.constantFrom<Event[]>(
  [],
  held,
  seatHeld,
  [...held, cancelled],
  [...seatHeld, done('confirm-trip')],
);

describe('the entries of a journal', () => {
  it('fold to the same state however they were merged: one by one, together, or from a long old journal', () =>
    fc.assert(
      fc.property(beginnings, fc.array(events, { maxLength: 150 }), (beginning, more) => {
        const entries = [...inTime(beginning), ...inTime(more, beginning.length)];
        const apart = story(entries);
        const { record: _, ...expected } = apart;
        const half = Math.floor(entries.length / 2);
        for (const journal of [
          appended(entries),
          addLines([], entries).journal,
          appended(entries.slice(half), entries.slice(0, half)),
        ]) {
          const { record: __, ...merged } = story(journal);
          expect(merged).to.deep.equal(expected);
          expect(workIn(journal)).to.equal(workIn(entries));
        }
      }),
      { numRuns: 500 },
    ));

  it('are one for consecutive failures, with their number, first and last time, and the last error', () => {
    const failures = inTime(Array.from({ length: 500 }, () => failed('issue-ticket', 9)));
    const [line, ...others] = appended(failures);
    expect(others).to.deep.equal([]);
    expect(line).to.deep.equal({ ...failures.at(-1), count: 500, since: 995 });
  });

  it('stay few when failures alternate, with retries in between, whatever their reasons', () => {
    const day = [failed('issue-ticket', 9), parked('issue-ticket', 'do'), failed('issue-ticket', 9)];
    const journal = appended(
      inTime(
        Array.from({ length: 1_000 }, (_, n): Event[] => [
          ...day,
          { type: 'retry-requested', by: `admin-${n % 7}`, reason: `the ${n}th time` },
        ]).flat(),
      ),
    );
    expect(journal).to.have.length(22);
    const retries = journal.flatMap((line) => (line.type === 'retry-requested' ? (line.count ?? 1) : []));
    expect(retries.reduce((sum, count) => sum + count)).to.equal(1_000);
  });

  it('stay few however often a saga is paused and resumed', () => {
    const pauses = Array.from({ length: 500 }, (_, n): Event[] => [
      { ...parked('issue-ticket', 'do'), pause: `pause-${n}` } as Event,
      { type: 'resumed', step: 'issue-ticket', phase: 'do' },
      failed('issue-ticket', 9),
    ]).flat();
    const journal = appended(inTime(pauses));
    expect(journal.map((line) => [line.type, 'count' in line && line.count])).to.deep.equal([
      ['parked', 500],
      ['resumed', 500],
      ['failed', 500],
    ]);
    expect(journal[0]).to.have.property('pause', 'pause-499');
  });

  it('stay few however often a saga is resolved and cancelled', () => {
    const rounds = Array.from({ length: 500 }, () => [cancelled, resolved]).flat();
    const journal = appended(inTime(rounds), inTime(held));
    expect(journal).to.have.length(5);
    expect(story(journal).state).to.equal('RESOLVED');
  });

  it('are appended if nothing is repeated, and replaced if something is', () => {
    expect(addLines(inTime(held), inTime([approved], 2)).lines).to.have.property('add');
    const failing = inTime([failed('create-trip', 9)]);
    expect(addLines(failing, inTime([failed('create-trip', 9)], 1)).lines).to.have.property('replace');
  });
});
