import { expect } from 'chai';
import type { SagaRecord } from '../../../dist/core/journal.js';
import { seeds, simulatedOnce } from './seeds.js';
import { simulate } from './simulate.js';
import { smallTrips } from './small-trips.js';
import type { Bug } from './fault-plan.js';

const only = process.env['SEED'] === undefined ? undefined : Number(process.env['SEED']);
const bugs: readonly Bug[] = ['barrier', 'compare-and-set', 'sweep', 'pause'];
const planted = bugs.find((bug) => bug === process.env['PLANTED']);

const simulated = simulatedOnce((seed) => simulate(seed, smallTrips));

/** The violations, and the command that reproduces them. */
function failure(seed: number, violations: readonly string[], bug?: Bug): string {
  const repeat = `SEED=${seed} ${bug ? `PLANTED=${bug} ` : ''}npx mocha packages/saga-engine/test/core/simulation/simulation.unit.spec.ts`;
  return `seed ${seed}: ${violations.join('; ')}\n    repeat with: ${repeat}`;
}

async function search(upTo: number, bug?: Bug): Promise<string[]> {
  const failures: string[] = [];
  for (let seed = 1; seed <= upTo && failures.length < 3; seed++) {
    const { violations } = await (bug ? simulate(seed, smallTrips, bug) : simulated(seed));
    if (violations.length > 0) failures.push(failure(seed, violations, bug));
  }
  return failures;
}

if (only !== undefined) {
  describe(`simulation of seed ${only}`, () => {
    it('keeps every promise', async () => {
      const { violations, journal } = await simulate(only, smallTrips, planted);
      for (const saga of journal.sagas.values()) console.log(JSON.stringify(saga, null, 2));
      if (violations.length > 0) throw new Error(failure(only, violations, planted));
    });
  });
} else {
  describe('simulation', () => {
    it(`keeps every promise with the faults of ${seeds} seeds`, async () => {
      const failures = await search(seeds);
      if (failures.length > 0) throw new Error(failures.join('\n'));
    }).timeout(Math.max(60_000, 300 * seeds));

    it('covers every kind of event', async () => {
      const sagas: SagaRecord[] = [];
      for (let seed = 1; seed <= 100; seed++) sagas.push(...(await simulated(seed)).journal.sagas.values());
      const happened = new Set(sagas.flatMap(({ journal, state }) => [state, ...journal.map(({ type }) => type)]));
      const everything = ['COMPLETED', 'COMPENSATED', 'done', 'refused', 'failed', 'parked', 'gave-up', 'undone'];
      everything.push(
        'signalled',
        'expired',
        'cancel-requested',
        'compensate-requested',
        'retry-requested',
        'followed-up',
        'forced',
        'restarted',
        'resumed',
      );
      expect([...happened]).to.include.members(everything);
      const carriedOn = sagas.filter(({ id }) => id.endsWith('-cancel-cancel'));
      expect(carriedOn.length, 'cancelling saga resolved by hand').to.be.greaterThan(0);
    });

    it('covers clocks that jump forwards and backwards', async () => {
      const steps: number[] = [];
      for (let seed = 1; seed <= 100; seed++)
        for (const { journal } of (await simulated(seed)).journal.sagas.values())
          steps.push(...journal.slice(1).map(({ at }, index) => at - journal[index]!.at));
      expect(Math.min(...steps)).to.be.below(-60_000);
    });

    it('is reproducible from a seed', async () => {
      const story = async () => JSON.stringify([...(await simulate(7, smallTrips)).journal.sagas.values()]);
      expect(await story()).to.equal(await story());
    });

    for (const bug of bugs) {
      it(`finds a planted bug: ${bug} off`, async () => {
        const [found] = await search(300, bug);
        expect(found, 'no seed found it').to.match(new RegExp(`repeat with: SEED=\\d+ PLANTED=${bug} npx mocha`));
      });
    }
  });
}
