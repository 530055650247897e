import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { startServer } from '@shop/mongo-lite/server';

const main = new URL('../dist/main.js', import.meta.url).pathname;

/** These tests are about the process and its folder, so they run on mongo-lite even if MONGODB_URI is set. */
describe('durability', () => {
  const children: ChildProcess[] = [];
  let dataDir: string;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'mongo-lite-'));
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function startProcess(): Promise<{ child: ChildProcess; uri: string }> {
    const child = spawn(process.execPath, [main, '--port', '0', '--data', dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const [line] = (await once(child.stdout!, 'data')) as [Buffer];
    const ready = JSON.parse(line.toString()) as { message: string; port: number };
    expect(ready.message).to.equal('listening');
    return { child, uri: `mongodb://127.0.0.1:${ready.port}` };
  }

  async function withClient<T>(uri: string, use: (client: mongoose.mongo.MongoClient) => Promise<T>): Promise<T> {
    const client = new mongoose.mongo.MongoClient(uri, { serverSelectionTimeoutMS: 2_000 });
    try {
      return await use(client);
    } finally {
      await client.close();
    }
  }

  it('loses no acknowledged write to kill -9, three times over', async () => {
    const acknowledged = new Map<string, number>();
    // enough for several checkpoints during the writes
    const note = 'x'.repeat(20_000);
    for (let round = 0; round < 3; round++) {
      const { child, uri } = await startProcess();
      await withClient(uri, async (client) => {
        const collection = client.db('shop').collection<{ _id: string; revision: number; note: string }>('orders');
        const writer = async (name: string) => {
          for (let i = 0; ; i++) {
            const _id = `${round}-${name}-${i}`;
            await collection.insertOne({ _id, revision: 1, note });
            acknowledged.set(_id, 1);
            await collection.updateOne({ _id, revision: 1 }, { $inc: { revision: 1 } });
            acknowledged.set(_id, 2);
            if (acknowledged.size >= (round + 1) * 300) child.kill('SIGKILL');
          }
        };
        const writers = await Promise.allSettled(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(writer));
        expect(writers.every(({ status }) => status === 'rejected')).to.equal(true);
      });
      expect(child.signalCode ?? (await once(child, 'exit'))[1]).to.equal('SIGKILL');
    }
    const { uri } = await startProcess();
    await withClient(uri, async (client) => {
      const found = await client.db('shop').collection<{ _id: string; revision: number }>('orders').find().toArray();
      const stored = new Map(found.map(({ _id, revision }) => [_id, revision]));
      const lost = [...acknowledged].filter(([id, revision]) => (stored.get(id) ?? 0) < revision);
      expect(lost).to.deep.equal([]);
      expect(acknowledged.size).to.be.at.least(900);
      expect(readdirSync(dataDir)).to.include('log-2');
    });
  });

  it('exits when a commit fails, and has acknowledged nothing that is not on disk', async () => {
    // The file size limit simulates a full disk.
    const limited = ['-c', 'ulimit -f 4000; exec "$0" "$@"', process.execPath, main, '--port', '0', '--data', dataDir];
    const child = spawn('/bin/sh', limited, { stdio: ['ignore', 'pipe', 'ignore'] });
    children.push(child);
    const exited = once(child, 'exit');
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    let acknowledged = 0;
    await withClient(
      `mongodb://127.0.0.1:${(JSON.parse(line.toString()) as { port: number }).port}`,
      async (client) => {
        const collection = client.db('shop').collection<{ _id: number; text: string }>('full');
        const fill = async () => {
          for (;;)
            await collection.insertOne({ _id: acknowledged, text: 'x'.repeat(50_000) }).then(() => acknowledged++);
        };
        const failure = await fill().catch((error: Error) => error);
        expect(failure).to.be.instanceOf(mongoose.mongo.MongoNetworkError);
      },
    );
    expect(await exited).to.deep.equal([74, null]);
    const server = await startServer({ dataDir });
    expect(server.store.find('shop', 'full')!.documents.size).to.be.at.least(acknowledged).and.above(10);
    await server.close();
  });

  it('preserves documents, their types and their indexes over a restart', async () => {
    const first = await startServer({ dataDir });
    await withClient(first.uri, async (client) => {
      const collection = client.db('shop').collection('kept');
      await collection.createIndex({ a: 1 }, { unique: true, partialFilterExpression: { a: { $gt: 0 } } });
      await collection.insertMany([{ a: 1, n: new mongoose.mongo.Long(5) }, { a: 2 }, { a: 3 }] as never);
      await collection.deleteOne({ a: 2 });
      await client.db('other').collection('dropped').insertOne({ x: 1 });
      await client.db('other').dropDatabase();
    });
    await first.close();
    const second = await startServer({ dataDir });
    await withClient(second.uri, async (client) => {
      const collection = client.db('shop').collection('kept');
      const found = await collection.find({}, { promoteLongs: false, projection: { _id: 0 } }).toArray();
      expect(found).to.deep.equal([{ a: 1, n: new mongoose.mongo.Long(5) }, { a: 3 }]);
      const twice = await collection.insertOne({ a: 3 }).catch((error: { code: number }) => error.code);
      expect(twice).to.equal(11000);
      await collection.insertOne({ a: 2 });
      const names = (await client.db().admin().listDatabases({ nameOnly: true })).databases.map(({ name }) => name);
      expect(names).to.deep.equal(['shop']);
    });
    await second.close();
  });

  it('refuses a second process on the same data, which exits with 69', async () => {
    const { child } = await startProcess();
    const second = promisify(execFile)(process.execPath, [main, '--port', '0', '--data', dataDir]);
    const error = await second.then(
      () => undefined,
      (failure: { code: number; stderr: string }) => failure,
    );
    expect(error?.code).to.equal(69);
    expect(error?.stderr).to.match(new RegExp(`^The data folder .* is in use by process ${child.pid}: .*\n$`));
  });

  it('takes over the lock of a dead process, or of another process with the same pid', async () => {
    const path = join(dataDir, 'mongo-lite.lock');
    const stale = [{ pid: 2 ** 22 + 1, began: '1' }, { pid: process.pid, began: 'another' }, 'torn'];
    for (const lock of stale) {
      writeFileSync(path, typeof lock === 'string' ? lock : JSON.stringify(lock));
      const server = await startServer({ dataDir });
      await server.close();
    }
  });

  it('reports a damaged log in one sentence, exits with 1 and does not change the log', async () => {
    const { child, uri } = await startProcess();
    await withClient(uri, async (client) => {
      for (let i = 0; i < 3; i++) await client.db('shop').collection('orders').insertOne({ i });
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const path = join(dataDir, 'log-1');
    const log = readFileSync(path);
    log[20]! ^= 4;
    writeFileSync(path, log);
    const error = await promisify(execFile)(process.execPath, [main, '--port', '0', '--data', dataDir]).then(
      () => undefined,
      (failure: { code: number; stderr: string }) => failure,
    );
    expect(error?.code).to.equal(1);
    expect(error?.stderr).to.match(
      /^mongo-lite cannot start: The log is damaged \(.*log-1 between bytes 0 and \d+\), .*\n$/,
    );
    expect(readFileSync(path)).to.deep.equal(log);
  });

  it('exits with 0 on SIGTERM, and releases the lock of its data', async () => {
    const { child } = await startProcess();
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).to.deep.equal([0, null]);
    const server = await startServer({ dataDir });
    await server.close();
  });

  it('reports a port in use in one sentence, and exits with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const error = await promisify(execFile)(process.execPath, [main, '--port', String(port), '--data', dataDir]).then(
      () => undefined,
      (failure: { code: number; stderr: string }) => failure,
    );
    other.close();
    expect(error?.code).to.equal(1);
    expect(error?.stderr).to.match(new RegExp(`^Port ${port} is taken: .*\n$`));
  });
});
