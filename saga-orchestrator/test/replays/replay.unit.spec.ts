import { replay } from 'saga-engine/testkit/replay';
import { expect } from 'chai';
import { itReplays, readRecorded } from '../../../packages/saga-engine/test/testkit/recorded.js';
import { bundles, loadBundle } from '../fixtures/load.js';
import { sagas as definitions } from '../../src/sagas/definitions.js';

const recorded = readRecorded(import.meta.dirname);

/** Real sagas of every version so far, written by record.ts and never written again. */
describe('sagas that were exported, replayed by the definitions of today', () => {
  itReplays(import.meta.dirname, definitions.all);

  for (const bundle of bundles)
    it(`goes the same way up to where it stood: ${bundle}`, () => {
      const saga = loadBundle(new URL(`../fixtures/${bundle}`, import.meta.url), Date.now());
      expect(replay(definitions.all, saga).differs).to.equal(undefined);
    });

  it('are there of every way that an order can end', () => {
    const sagas = [...recorded.values()].map(({ saga }) => saga);
    expect(new Set(sagas.map(({ state }) => state))).to.include.keys('COMPLETED', 'COMPENSATED', 'RESOLVED');
    const lines = new Set(sagas.flatMap(({ journal }) => journal.map(({ type }) => type)));
    const every = ['done', 'undone', 'refused', 'failed', 'signalled', 'expired', 'cancel-requested', 'followed-up'];
    expect(lines).to.include.keys(...every, 'forced', 'resolved', 'compensate-requested');
  });

  it('holds nothing that was personal', () => {
    for (const each of recorded.values()) expect(JSON.stringify(each)).to.not.match(/"(u|pm|ann|root|recorded|[scz])"/);
  });
});
