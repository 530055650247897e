import { expect } from 'chai';
import { startReplicaSet, type ReplicaSet } from '@shop/testkit/replica-set/replica-set';
import { disrupt, type Disruption } from '@shop/testkit/replica-set/disruption';
import { whileProgressing } from '../support/progress.js';
import { auditIsClean } from '../support/shop.js';
import { startMatrixShop, type MatrixShop, type Outcome } from './matrix-shop.js';
import { expected, groupCases, type Case } from './matrix.js';
import { PRODUCTS } from './matrix-sums.js';

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
        // rejected when the order does not end so, or the fault was never reached
        await Promise.race([outcomes.get(one)!, allOver.then(() => outcomes.get(one)!)]);
      });

    it('the audit is clean after all of them', async () => {
      await allOver;
      await auditIsClean(matrix.admin, 60_000);
    });

    it('every client gets a definite answer', async () => {
      await allOver;
      await matrix.answered();
    });

    it('the money kept of a confirmed order is what it costs, and none of another is kept', async () => {
      await allOver;
      expect(finished).to.have.length(cases.length);
      for (const { one, outcome } of finished) {
        const sums = await matrix.sums(outcome.orderId);
        const what = `${one.point} ${one.effect} (${one.story}), order ${outcome.orderId}`;
        if (outcome.status === 'REFUSED') expect(sums, what).to.equal(undefined);
        else expect(sums, what).to.include({ kept: outcome.status === 'CONFIRMED' ? sums?.total : 0, open: 0 });
      }
    });

    it('the stock sold is that of the confirmed orders, and nothing is held', async () => {
      await allOver;
      const confirmed = finished.filter(({ outcome }) => outcome.status === 'CONFIRMED');
      const sold = { 'product-1': 0, 'product-2': 0 };
      for (const { outcome } of confirmed) {
        const { pieces } = (await matrix.sums(outcome.orderId))!;
        for (const product of PRODUCTS) sold[product] += pieces[product];
      }
      expect(sold['product-1'], 'every story orders one piece of it').to.equal(confirmed.length);
      expect(await matrix.stock()).to.deep.equal({
        'product-1': { sold: sold['product-1'], held: 0 },
        'product-2': { sold: sold['product-2'], held: 0 },
      });
    });
  });

function asTable(rows: readonly { one: Case; outcome: Outcome }[]): string {
  const line = (...cells: string[]) => `    ${cells.map((cell, i) => cell.padEnd([36, 12, 15, 10, 6][i]!)).join(' ')}`;
  return [
    line('point', 'effect', 'story', 'outcome', 'ms'),
    ...rows.map(({ one, outcome }) => line(one.point, one.effect, one.story, outcome.status, String(outcome.ms))),
  ].join('\n');
}
