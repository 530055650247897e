import { replay } from 'saga-engine/testkit/replay';
import { expect } from 'chai';
import { itReplays, readRecorded } from '@shop/testkit/recorded';
import { loadBundle } from '@shop/testkit/exported-saga';
import { bundles } from '../fixtures/bundles.js';
import { sagas as definitions } from '../../dist/sagas/definitions.js';

const recorded = readRecorded(import.meta.dirname);

/** Real sagas of every version so far, written by record.ts and never changed. */
describe('exported sagas, replayed by the current definitions', () => {
  itReplays(import.meta.dirname, definitions.all);

  for (const bundle of bundles)
    it(`take the same course up to the export: ${bundle}`, () => {
      const saga = loadBundle(new URL(`../fixtures/${bundle}`, import.meta.url), Date.now());
      expect(replay(definitions.all, saga).differs).to.equal(undefined);
    });

  it('exist for every way in which an order can end', () => {
    const sagas = [...recorded.values()].map(({ saga }) => saga);
    expect(new Set(sagas.map(({ state }) => state))).to.include.keys('COMPLETED', 'COMPENSATED', 'RESOLVED');
    const lines = new Set(sagas.flatMap(({ journal }) => journal.map(({ type }) => type)));
    const every = ['done', 'undone', 'refused', 'failed', 'signalled', 'expired', 'cancel-requested', 'followed-up'];
    expect(lines).to.include.keys(...every, 'forced', 'resolved', 'compensate-requested');
  });

  it('contain nothing personal', () => {
    for (const each of recorded.values()) expect(JSON.stringify(each)).to.not.match(/"(u|pm|ann|root|recorded|[scz])"/);
  });
});
