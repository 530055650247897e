import { readdirSync, readFileSync } from 'node:fs';
import { replay, type Exported, type SentCommand } from 'saga-engine/testkit/replay';
import { expect } from 'chai';
import { bundles, loadBundle } from '../fixtures/load.js';
import { sagas as definitions } from '../../src/sagas/definitions.js';

interface Recorded {
  readonly saga: Exported;
  readonly commands: readonly SentCommand[];
}

const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.json'));
const read = (file: string) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as Recorded;

/** Real sagas of every version so far, written by record.ts and never written again. */
describe('sagas that were exported, replayed by the definitions of today', () => {
  for (const file of files)
    it(`sends the same commands in the same order, and ends the same: ${file}`, () => {
      const { saga, commands } = read(file);
      const today = replay(definitions.all, saga);
      expect(today.differs).to.equal(undefined);
      expect(today.commands).to.deep.equal(commands);
    });

  for (const bundle of bundles)
    it(`goes the same way up to where it stood: ${bundle}`, () => {
      const saga = loadBundle(new URL(`../fixtures/${bundle}`, import.meta.url), Date.now());
      expect(replay(definitions.all, saga).differs).to.equal(undefined);
    });

  it('are there of every definition, and of every way that an order can end', () => {
    const kinds = new Set(files.map((file) => file.split('.').slice(0, 2).join('.')));
    expect([...kinds]).to.have.members(definitions.all.map(({ name, version }) => `${name}.v${version}`));
    const sagas = files.map((file) => read(file).saga);
    expect(new Set(sagas.map(({ state }) => state))).to.include.keys('COMPLETED', 'COMPENSATED', 'RESOLVED');
    const lines = new Set(sagas.flatMap(({ journal }) => journal.map(({ type }) => type)));
    const every = ['done', 'undone', 'refused', 'failed', 'signalled', 'expired', 'cancel-requested', 'followed-up'];
    expect(lines).to.include.keys(...every, 'forced', 'resolved', 'compensate-requested');
  });

  it('holds nothing that was personal', () => {
    for (const file of files) expect(JSON.stringify(read(file))).to.not.match(/"(u|pm|ann|root|recorded|[scz])"/);
  });
});
