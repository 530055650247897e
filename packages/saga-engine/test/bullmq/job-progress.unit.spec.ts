import { expect } from 'chai';
import { progressOf } from '../../src/bullmq/job-progress.js';
import { describeFrom } from '../../src/core/describe.js';
import { decideFrom } from '../../src/core/decide.js';
import { evolve } from '../../src/core/evolve.js';
import type { Entry, SagaRecord } from '../../src/core/journal.js';
import { participant } from '../../src/core/participant.js';
import { saga } from '../../src/core/saga.js';

interface Hotel {
  hold(request: object): void;
  release(request: object): void;
}
const hotel = participant<Hotel>('hotel');
const way = { command: () => hotel.hold({}), compensate: () => hotel.release({}) };
const bookRoom = saga<object>('book-room', { version: 1 })
  .step('hold', way)
  .orElse('hold-other', way)
  .pivot('confirm', { command: () => hotel.hold({}) })
  .end();

const line = (type: 'done' | 'way-refused', step: string): Entry => ({
  ...(type === 'done' ? { type, reply: {} } : { type, reason: 'FULL' }),
  step,
  at: 0,
  startedAt: 0,
  attempt: 1,
});

function shown(journal: Entry[]) {
  const base = { id: 's1', type: 'book-room', version: 1, correlationId: 's1', input: {}, revision: journal.length };
  const record = { ...base, journal, createdAt: 0, updatedAt: 0, nextActionAt: 0, deadline: null } as const;
  const progress = evolve(bookRoom, record as unknown as SagaRecord);
  const saga = { ...record, state: progress.state } as unknown as SagaRecord;
  return progressOf(describeFrom(progress, saga, decideFrom(progress, 0))).progress;
}

describe('the progress of a job', () => {
  it('is whole once a saga is completed, also when a step was refused and another way was taken', () => {
    const other = [line('way-refused', 'hold'), line('done', 'hold-other')];
    expect([shown([]), shown(other.slice(0, 1)), shown(other)]).to.deep.equal([0, 33, 67]);
    expect(shown([...other, line('done', 'confirm')])).to.equal(100);
    expect(shown([line('done', 'hold'), line('done', 'confirm')])).to.equal(100);
  });
});
