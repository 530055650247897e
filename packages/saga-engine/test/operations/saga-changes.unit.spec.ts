import { expect } from 'chai';
import type { SagaView } from '../../dist/core/view.js';
import { SagaChanges } from '../../dist/operations/saga-changes.js';

const view = (revision: number, state: SagaView['state'] = 'RUNNING'): SagaView =>
  ({ id: 'a', revision, state, steps: [] }) as unknown as SagaView;

describe('a caller that waits for a saga', () => {
  let changes: SagaChanges;
  let loads: number;
  const wait = (stored: SagaView) =>
    changes.awaitState(view(1), 'RESTED', 60_000, async () => {
      loads += 1;
      return stored;
    });
  beforeEach(() => {
    changes = new SagaChanges();
    loads = 0;
  });

  it('is notified by the run in this process, and reads nothing for the broadcasts of the same changes', async () => {
    const waiting = wait(view(9, 'COMPLETED'));
    changes.notify('a', 2, view(2));
    changes.notify('a', 2);
    changes.notify('a', 3, view(3, 'COMPLETED'));
    changes.notify('a', 3);
    expect(await waiting).to.deep.equal({ saga: view(3, 'COMPLETED'), reached: true });
    expect(loads).to.equal(0);
  });

  it('reads the journal when another process changed it, and ignores changes from before that read', async () => {
    const waiting = wait(view(4, 'COMPENSATED'));
    changes.notify('a', 1);
    await Promise.resolve();
    expect(loads).to.equal(0);
    changes.notify('a', 2);
    expect((await waiting).saga.state).to.equal('COMPENSATED');
    expect(loads).to.equal(1);
  });

  it('does not read a saga that is already in the expected state', async () => {
    expect(
      await changes.awaitState(view(1, 'COMPLETED'), 'RESTED', 0, () => Promise.reject(new Error('read'))),
    ).to.include({
      reached: true,
    });
  });

  it('gets the current state when the time limit has passed', async () => {
    expect(await changes.awaitState(view(1), 'RESTED', 1, async () => view(1))).to.deep.equal({
      saga: view(1),
      reached: false,
    });
  });
});
