import { hangUp, expecting } from './customers.js';
import { fillWithOrders } from './past-orders.js';
import { cpuMs, memoryMiB, peakMiB } from './procfs.js';
import { record } from './report.js';
import { openShop, pidsOf, type Shop } from './shop.js';

const count = Number(process.env['AUDIT_ORDERS'] ?? 1_000_000);
const reading = ['saga-orchestrator', 'order-service', 'payment-service', 'payment-provider', 'store'] as const;

/** The conservation audit of a very large number of orders: its duration, and the memory of the processes involved. */
export async function benchAudit(): Promise<void> {
  const shop = await openShop();
  try {
    const sizes = await fillWithOrders(shop, count);
    // one of the processes was restarted
    const pids = pidsOf(shop.stack);
    const before = { memory: memoryMiB(pids), cpu: cpuMs(pids) };
    const { seconds, firstPass, looked, ok, checks } = await wholeAudit(shop);
    const after = { peak: peakMiB(pids), cpu: cpuMs(pids) };
    const text = [
      `${looked.toLocaleString('en')} orders with their payments, charges and sagas: ${ok ? 'ok' : `NOT ok: ${JSON.stringify(checks)}`}, ` +
        `${Math.round(seconds)} s, ${Math.round(looked / seconds)} orders a second; ` +
        `all orders were looked at after ${Math.round(firstPass)} s, the rest is payments and charges that no order knows.`,
      ['| process | MiB before | most MiB | CPU s |', '| --- | ---: | ---: | ---: |']
        .concat(
          reading.map(
            (name) =>
              `| ${name} | ${before.memory[name]!.toFixed(0)} | ${after.peak[name]} | ${((after.cpu[name]! - before.cpu[name]!) / 1000).toFixed(1)} |`,
          ),
        )
        .join('\n'),
      ['| collection | documents | bytes of one |', '| --- | ---: | ---: |']
        .concat(
          sizes.map(
            ({ collection, count: documents, bytes }) =>
              `| ${collection} | ${documents.toLocaleString('en')} | ${bytes.toFixed(0)} |`,
          ),
        )
        .join('\n'),
    ].join('\n\n');
    record('audit', text);
    if (!ok) throw new Error('The audit found something that does not add up.');
  } finally {
    await hangUp();
    await shop.stop();
  }
}

interface Outcome {
  readonly seconds: number;
  /** Seconds until every order was checked. */
  readonly firstPass: number;
  readonly looked: number;
  readonly ok: boolean;
  readonly checks: unknown;
}

/** Requests an audit of everything and waits for the result. */
async function wholeAudit({ admin }: Shop): Promise<Outcome> {
  const whole = async () => {
    // a process that is busy with a million orders may answer late
    const { body } = await admin('GET', '/api/invariants/runs');
    return ((body['items'] ?? []) as Run[]).find(({ kind }) => kind === 'whole');
  };
  const earlier = (await whole())?.last?.finishedAt;
  const began = performance.now();
  const soFar = () => (performance.now() - began) / 1000;
  let firstPass = NaN;
  await expecting(202, admin('POST', '/api/invariants/runs'));
  for (;;) {
    const run = await whole();
    if (run && run.looked >= count) firstPass ||= soFar();
    if (run?.last && run.last.finishedAt !== earlier) return { ...run.last, firstPass, seconds: soFar() };
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

interface Run {
  readonly kind: string;
  /** Orders checked by the audit in progress. */
  readonly looked: number;
  readonly last?: { readonly finishedAt: string } & Pick<Outcome, 'looked' | 'ok' | 'checks'>;
}
