import type { Logger } from '@shop/common/logging/logger';
import { connectMongo } from '@shop/common/mongo/connection';
import { startServer } from '@shop/mongo-lite/server';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

describe('the end of a connection to the database', () => {
  let dataDir: string;
  let server: Awaited<ReturnType<typeof startServer>> | undefined;
  let warnings: string[];
  const connect = () => {
    warnings = [];
    const logger = { warn: (message: string) => warnings.push(message) } as unknown as Logger;
    return connectMongo(`mongodb://127.0.0.1:${server!.port}/things`, { logger });
  };

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'shop-store-'));
    server = await startServer({ port: 0, host: '127.0.0.1', dataDir });
  });
  const goes = async () => {
    await server?.close();
    server = undefined;
  };
  afterEach(async () => {
    await goes();
    await rm(dataDir, { recursive: true, force: true });
  });

  for (const end of ['close', 'destroy'] as const)
    it(`is no warning in the log when the service ends it by ${end}`, async () => {
      const connection = await connect();
      await connection[end]();
      expect(warnings).to.deep.equal([]);
    });

  it('is a warning in the log when the database stops', async () => {
    const connection = await connect();
    try {
      await goes();
      await until('it warned', () => warnings.includes('MongoDB disconnected'));
    } finally {
      await connection.close();
    }
  });
});
