/**
 * Durable guarded updates a second and the time of a restart with 100,000 documents.
 * Run from the repository's root, after a build: npx tsx bench/guarded-updates.ts [seconds]
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { startServer } from '@shop/mongo-lite/server';

const callers = 32;
const restartDocuments = 100_000;
const seconds = Number(process.argv[2] ?? 5);

/** Starts the server as a process of its own, so that the driver's work is not counted as the store's. */
function startProcess(dataDir: string): Promise<{ port: number; stop(): Promise<void> }> {
  const main = new URL('../packages/mongo-lite/dist/main.js', import.meta.url).pathname;
  const child = fork(main, ['--port', '0', '--data', dataDir], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  return new Promise((resolve) => {
    child.stdout!.once('data', (line: Buffer) => {
      const stop = () => new Promise<void>((ended) => child.once('exit', () => ended()) && child.kill('SIGTERM'));
      resolve({ port: (JSON.parse(line.toString()) as { port: number }).port, stop });
    });
  });
}

async function guardedUpdates(dataDir: string): Promise<number> {
  const server = await startProcess(dataDir);
  const { connection } = await mongoose.connect(`mongodb://127.0.0.1:${server.port}/bench`, { maxPoolSize: callers });
  const sagas = connection.collection<{ _id: number; revision: number; state: string }>('sagas');
  await sagas.createIndex({ state: 1, revision: 1 });
  await sagas.insertMany(
    Array.from({ length: callers }, (_, _id) => ({ _id, revision: 0, state: 'RUNNING', note: 'x'.repeat(500) })),
  );
  const until = Date.now() + seconds * 1000;
  const caller = async (_id: number) => {
    let revision = 0;
    for (; Date.now() < until; revision++) {
      const updated = await sagas.findOneAndUpdate(
        { _id, revision },
        { $inc: { revision: 1 } },
        { returnDocument: 'after' },
      );
      if (updated?.revision !== revision + 1) throw new Error(`caller ${_id} lost its update`);
    }
    return revision;
  };
  const counts = await Promise.all(Array.from({ length: callers }, (_, id) => caller(id)));
  await mongoose.disconnect();
  await server.stop();
  return counts.reduce((total, count) => total + count, 0) / seconds;
}

async function restart(dataDir: string): Promise<number> {
  const first = await startServer({ dataDir });
  const { connection } = await mongoose.connect(`${first.uri}/bench`);
  const orders = connection.collection('orders');
  await orders.createIndex({ userId: 1, createdAt: -1 });
  await orders.createIndex({ status: 1, createdAt: 1 });
  for (let from = 0; from < restartDocuments; from += 5_000) {
    await orders.insertMany(
      Array.from({ length: 5_000 }, (_, i) => ({
        userId: `user-${(from + i) % 997}`,
        status: ['PENDING', 'CONFIRMED', 'CANCELLED'][i % 3],
        createdAt: new Date(from + i),
        items: [{ productId: `product-${i % 50}`, quantity: 1 + (i % 5), price: 2999 }],
        totalAmount: 2999,
        history: [{ seq: 1, status: 'PENDING', at: new Date(from + i) }],
      })),
    );
  }
  await mongoose.disconnect();
  await first.close();
  const started = performance.now();
  const second = await startServer({ dataDir });
  const took = performance.now() - started;
  await second.close();
  return took;
}

const folder = mkdtempSync(join(tmpdir(), 'mongo-lite-bench-'));
try {
  const rate = await guardedUpdates(join(folder, 'updates'));
  process.stdout.write(`${Math.round(rate)} durable guarded updates/s with ${callers} callers, over ${seconds} s\n`);
  const took = await restart(join(folder, 'restart'));
  process.stdout.write(`${Math.round(took)} ms to open a store of ${restartDocuments} documents with 2 indexes\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
