import { expect } from 'chai';
import type { SagaRecord } from '../../../dist/core/journal.js';
import { madeUp } from './any-business.js';
import { seeds, simulatedOnce } from './seeds.js';
import { simulate } from './simulate.js';
import type { Bug } from './fault-plan.js';

const only = process.env['ANY_SEED'];
const simulated = simulatedOnce((seed) => simulate(seed, madeUp));

async function search(upTo: number, bug?: Bug): Promise<string[]> {
  const failures: string[] = [];
  for (let seed = only ? Number(only) : 1; seed <= (only ? Number(only) : upTo) && failures.length < 3; seed++) {
    const { violations, journal } = await (bug ? simulate(seed, madeUp, bug) : simulated(seed));
    if (only) console.log(JSON.stringify([...journal.sagas.values()], null, 1));
    if (violations.length > 0) failures.push(`ANY_SEED=${seed}: ${violations.join('; ')}`);
  }
  return failures;
}

describe('simulation of generated definitions', () => {
  it(`keeps every promise in ${seeds} of them, each with its own faults`, async () => {
    const failures = await search(seeds);
    if (failures.length > 0) throw new Error(failures.join('\n'));
  }).timeout(Math.max(60_000, 300 * seeds));

  if (only) return;

  it('covers all parts of the language', async () => {
    const sagas: SagaRecord[] = [];
    for (let seed = 1; seed <= 150; seed++) sagas.push(...(await simulated(seed)).journal.sagas.values());
    const happened = new Set(sagas.flatMap(({ journal, state }) => [state, ...journal.map(({ type }) => type)]));
    const everything =
      'COMPLETED COMPENSATED way-refused way-in-doubt ran-out decided signalled gave-up refused expired ';
    const asked = 'followed-up forced restarted cancel-requested';
    expect([...happened]).to.include.members(`${everything}${asked}`.split(' '));
    const leftOut = sagas.some(({ journal }) => journal.some(({ waits = [] }) => waits.some(({ passed }) => passed)));
    expect(leftOut, 'a step that is left out').to.equal(true);
  }).timeout(120_000);

  it('finds a planted bug: barrier off', async () => expect(await search(300, 'barrier')).to.not.deep.equal([]));
  it('finds a planted bug: compare-and-set off', async () =>
    expect(await search(300, 'compare-and-set')).to.not.deep.equal([]));
});
