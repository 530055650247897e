import { hangUp, expecting } from './customers.js';
import { fillWithOrders } from './past-orders.js';
import { cpuMs, memoryMiB, peakMiB } from './procfs.js';
import { record } from './report.js';
import { openShop, type Shop } from './shop.js';

const count = Number(process.env['AUDIT_ORDERS'] ?? 1_000_000);
const reading = ['saga-orchestrator', 'order-service', 'payment-service'] as const;

/** The conservation audit of very many orders: how long it takes, and the memory of the processes that take part. */
export async function benchAudit(): Promise<void> {
  const shop = await openShop();
  try {
    const sizes = await fillWithOrders(shop, count);
    const before = { memory: memoryMiB(shop.pids), cpu: cpuMs(shop.pids) };
    const { seconds, looked, ok, checks } = await wholeAudit(shop);
    const after = { peak: peakMiB(shop.pids), cpu: cpuMs(shop.pids) };
    const text = [
      `${looked.toLocaleString('en')} orders with their payments, charges and sagas: ${ok ? 'ok' : `NOT ok: ${JSON.stringify(checks)}`}, ` +
        `${Math.round(seconds)} s, ${Math.round(looked / seconds)} orders a second.`,
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
  readonly looked: number;
  readonly ok: boolean;
  readonly checks: unknown;
}

/** Asks for an audit of everything and waits for what it found. */
async function wholeAudit({ admin }: Shop): Promise<Outcome> {
  const last = async () => {
    // what is busy with a million orders may be late with an answer
    const { body } = await admin('GET', '/api/invariants/runs');
    return ((body['items'] ?? []) as { kind: string; last?: { finishedAt: string } & Outcome }[]).find(
      ({ kind }) => kind === 'whole',
    )?.last;
  };
  const earlier = (await last())?.finishedAt;
  const began = performance.now();
  await expecting(202, admin('POST', '/api/invariants/runs'));
  for (;;) {
    const found = await last();
    if (found && found.finishedAt !== earlier) return { ...found, seconds: (performance.now() - began) / 1000 };
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
