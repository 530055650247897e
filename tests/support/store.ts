import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '@shop/mongo-lite/server';

/** A MongoDB of a test's own: the embedded store, with its data in a folder that `stop` deletes. */
export interface TestStore {
  uri(database: string): string;
  stop(): Promise<void>;
}

/** Starts the embedded store on a free port. */
export async function startStore(): Promise<TestStore> {
  const dataDir = await mkdtemp(join(tmpdir(), 'shop-store-'));
  const server = await startServer({ port: 0, host: '127.0.0.1', dataDir });
  return {
    uri: (database) => `mongodb://127.0.0.1:${server.port}/${database}`,
    stop: async () => {
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
