import { expect } from 'chai';
import { startReplicaSet, type ReplicaSet } from '../replica-set/replica-set.js';
import { shake, type Shaking } from '../replica-set/shaking.js';
import { whileProgressing } from '../support/progress.js';
import { auditIsClean } from '../support/shop.js';
import { startMatrixShop, type MatrixShop, type Struck } from './matrix-shop.js';
import { expected, inLanes, type Case } from './matrix.js';

/**
 * Strikes with each fault, each at an order of its own. `onReplicaSet`: on a model of a replica set whose majority lags and
 * whose primary changes at random, by this seed. `minutes`: how long all of it may take.
 */
export const describeMatrix = (
  title: string,
  cases: readonly Case[],
  { onReplicaSet, minutes = 10 }: { readonly onReplicaSet?: number | undefined; readonly minutes?: number } = {},
) =>
  describe(`${title}: ${cases.length} faults, each at an order of its own`, function () {
    this.timeout(minutes * 60_000);
    let matrix: MatrixShop;
    let allOver: Promise<unknown>;
    let set: ReplicaSet | undefined;
    let shaking: Shaking | undefined;
    const outcomes = new Map<Case, Promise<Struck>>();
    const finished: { one: Case; struck: Struck }[] = [];

    // faults of different processes are under way together; each test below waits for its own
    before(async () => {
      set = onReplicaSet !== undefined ? await startReplicaSet({ lagMs: 30 }) : undefined;
      matrix = await startMatrixShop(set ? { MONGODB_URI: set.uri } : {});
      shaking = set && shake(set, onReplicaSet!);
      const waiting = new Map<Case, { resolve: (struck: Struck) => void; reject: (error: unknown) => void }>();
      for (const one of cases) {
        const outcome = new Promise<Struck>((resolve, reject) => waiting.set(one, { resolve, reject }));
        outcome.catch(() => undefined);
        outcomes.set(one, outcome);
      }
      const oneByOne = async (lane: readonly Case[]) => {
        for (const one of lane)
          await matrix.strike(one).then(
            (struck) => (finished.push({ one, struck }), waiting.get(one)!.resolve(struck)),
            (error: unknown) => waiting.get(one)!.reject(error),
          );
      };
      const { together, alone } = inLanes(cases);
      const everything = async () => {
        await Promise.all(together.map(oneByOne));
        await oneByOne(alone);
      };
      allOver = whileProgressing(matrix.shop, everything, { also: () => finished.length });
      allOver.catch(() => undefined);
    });
    after(async () => {
      await shaking?.stop();
      await matrix?.shop.stop();
      await set?.close();
      console.log(`\n${asTable(finished)}`);
    });

    for (const one of cases)
      it(`${one.point} ${one.effect} (${one.story}): the order is ${expected(one).join(' or ')}`, async () => {
        const { status } = await Promise.race([outcomes.get(one)!, allOver.then(() => outcomes.get(one)!)]);
        expect(expected(one)).to.include(status);
      });

    it('nothing is lost, doubled or left over by any of them', async () => {
      await allOver;
      await auditIsClean(matrix.admin, 60_000);
    });

    it('every client is told in the end', async () => {
      await allOver;
      await matrix.answered();
    });

    it('as many orders succeed as can', async () => {
      const confirmed = finished.filter(({ struck }) => struck.status === 'CONFIRMED').length;
      const must = cases.filter((one) => expected(one).join() === 'CONFIRMED').length;
      expect(must, 'the cases that must be confirmed').to.be.above(0);
      expect(confirmed).to.be.at.least(must);
      expect(await matrix.sold()).to.equal(confirmed);
    });
  });

function asTable(rows: readonly { one: Case; struck: Struck }[]): string {
  const line = (...cells: string[]) => `    ${cells.map((cell, i) => cell.padEnd([36, 12, 15, 10, 6][i]!)).join(' ')}`;
  return [
    line('point', 'effect', 'story', 'outcome', 'ms'),
    ...rows.map(({ one, struck }) => line(one.point, one.effect, one.story, struck.status, String(struck.ms))),
  ].join('\n');
}
