import { expect } from 'chai';
import { startReplicaSet, type ReplicaSet } from '../replica-set/replica-set.js';
import { disrupt, type Disruption } from '../replica-set/disruption.js';
import { whileProgressing } from '../support/progress.js';
import { auditIsClean } from '../support/shop.js';
import { startMatrixShop, type MatrixShop, type Outcome } from './matrix-shop.js';
import { expected, groupCases, type Case } from './matrix.js';

/**
 * Injects each fault into its own order. `onReplicaSet`: runs on the model of a replica set whose majority lags and whose primary
 * changes at random, by this seed. `minutes`: the time limit of all cases.
 */
export const describeMatrix = (
  title: string,
  cases: readonly Case[],
  { onReplicaSet, minutes = 10 }: { readonly onReplicaSet?: number | undefined; readonly minutes?: number } = {},
) =>
  describe(`${title}: ${cases.length} faults, each in its own order`, function () {
    this.timeout(minutes * 60_000);
    let matrix: MatrixShop;
    let allOver: Promise<unknown>;
    let set: ReplicaSet | undefined;
    let disruption: Disruption | undefined;
    const outcomes = new Map<Case, Promise<Outcome>>();
    const finished: { one: Case; outcome: Outcome }[] = [];

    // faults of different processes run concurrently; each test below waits for its own case
    before(async () => {
      set = onReplicaSet !== undefined ? await startReplicaSet({ lagMs: 30 }) : undefined;
      matrix = await startMatrixShop(set ? { MONGODB_URI: set.uri } : {});
      disruption = set && disrupt(set, onReplicaSet!);
      const waiting = new Map<Case, { resolve: (outcome: Outcome) => void; reject: (error: unknown) => void }>();
      for (const one of cases) {
        const outcome = new Promise<Outcome>((resolve, reject) => waiting.set(one, { resolve, reject }));
        outcome.catch(() => undefined);
        outcomes.set(one, outcome);
      }
      const oneByOne = async (group: readonly Case[]) => {
        for (const one of group)
          await matrix.run(one).then(
            (outcome) => (finished.push({ one, outcome }), waiting.get(one)!.resolve(outcome)),
            (error: unknown) => waiting.get(one)!.reject(error),
          );
      };
      const { together, alone } = groupCases(cases);
      const everything = async () => {
        await Promise.all(together.map(oneByOne));
        await oneByOne(alone);
      };
      allOver = whileProgressing(matrix.shop, everything, { also: () => finished.length });
      allOver.catch(() => undefined);
    });
    after(async () => {
      await disruption?.stop();
      await matrix?.shop.stop();
      await set?.close();
      console.log(`\n${asTable(finished)}`);
    });

    for (const one of cases)
      it(`${one.point} ${one.effect} (${one.story}): the order is ${expected(one).join(' or ')}`, async () => {
        const { status } = await Promise.race([outcomes.get(one)!, allOver.then(() => outcomes.get(one)!)]);
        expect(expected(one)).to.include(status);
      });

    it('the audit is clean after all of them', async () => {
      await allOver;
      await auditIsClean(matrix.admin, 60_000);
    });

    it('every client gets a definite answer', async () => {
      await allOver;
      await matrix.answered();
    });

    it('all orders that must be confirmed are, and the stock sold matches', async () => {
      const confirmed = finished.filter(({ outcome }) => outcome.status === 'CONFIRMED').length;
      const must = cases.filter((one) => expected(one).join() === 'CONFIRMED').length;
      expect(must, 'the number of cases that must be confirmed').to.be.above(0);
      expect(confirmed).to.be.at.least(must);
      expect(await matrix.sold()).to.equal(confirmed);
    });
  });

function asTable(rows: readonly { one: Case; outcome: Outcome }[]): string {
  const line = (...cells: string[]) => `    ${cells.map((cell, i) => cell.padEnd([36, 12, 15, 10, 6][i]!)).join(' ')}`;
  return [
    line('point', 'effect', 'story', 'outcome', 'ms'),
    ...rows.map(({ one, outcome }) => line(one.point, one.effect, one.story, outcome.status, String(outcome.ms))),
  ].join('\n');
}
