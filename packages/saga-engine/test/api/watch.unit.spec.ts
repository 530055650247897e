import { expect } from 'chai';
import { historyOf, sharedLooks, type History } from '../../dist/api/history.js';
import { watchSaga } from '../../dist/api/watch.js';
import type { SagaRecord } from '../../dist/core/journal.js';
import { SagaChanges } from '../../dist/operations/saga-changes.js';

const HIDDEN_NAME = 'Ann Smith';
const lines = [
  { type: 'done', step: 'hold', reply: { guest: HIDDEN_NAME }, startedAt: 1, attempt: 1, at: 2 },
  { type: 'signalled', signal: 'approved', payload: { by: HIDDEN_NAME }, at: 3 },
  { type: 'done', step: 'keep', reply: {}, startedAt: 3, attempt: 1, at: 4 },
];
/** The saga with this many journal entries; it ends with the last. */
const record = (revision: number): SagaRecord =>
  ({
    id: 'a',
    revision,
    state: revision === lines.length ? 'COMPLETED' : 'RUNNING',
    nextActionAt: revision === lines.length ? null : 1,
    input: { guest: HIDDEN_NAME },
    journal: lines.slice(0, revision),
  }) as unknown as SagaRecord;

describe('watchers of a saga', () => {
  let changes: SagaChanges;
  let stored: number;
  let reads: number;
  let history: (id: string) => Promise<History>;
  const change = (to: number) => {
    stored = to;
    changes.notify('a', to);
  };
  beforeEach(() => {
    changes = new SagaChanges();
    [stored, reads] = [1, 0];
    history = sharedLooks(async () => {
      reads += 1;
      return historyOf(record(stored));
    }, changes);
  });
  const watch = () => watchSaga(changes, { history }, 'a', 0, new AbortController().signal);
  const seenBy = async (changes: AsyncGenerator<{ revision: number }>) => {
    const seen: number[] = [];
    for await (const { revision } of changes) seen.push(revision);
    return seen;
  };

  it('cost one read for each change, however many watchers there are', async () => {
    const watchers = Array.from({ length: 1_000 }, watch);
    for (const each of watchers) expect((await each.next()).value).to.include({ revision: 1, state: 'RUNNING' });
    const rest = Promise.all(watchers.map(seenBy));
    for (const to of [2, 3]) {
      await new Promise(setImmediate);
      change(to);
    }
    expect(await rest).to.deep.equal(Array.from({ length: 1_000 }, () => [2, 3]));
    expect(reads).to.equal(3);
  });

  it('keep nothing of its data in memory while they wait', async () => {
    const first = await history('a');
    expect(JSON.stringify(first)).to.not.contain(HIDDEN_NAME);
    expect(first.statuses).to.have.length(1);
  });

  it('see at once what changed while their consumer was slow', async () => {
    const watcher = watch();
    await watcher.next();
    change(2);
    await new Promise(setImmediate);
    change(3);
    expect(await seenBy(watcher)).to.deep.equal([2, 3]);
    expect(reads).to.equal(2);
  });

  it('get the error of an unknown saga, and read again the next time', async () => {
    let there = false;
    const asked = sharedLooks(async () => {
      if (!there) throw new Error('There is no saga a.');
      return historyOf(record(3));
    }, changes);
    const why = (error: Error) => error.message;
    expect(await asked('a').catch(why)).to.equal('There is no saga a.');
    there = true;
    expect(await asked('a')).to.include({ ended: true });
  });
});
