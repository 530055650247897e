import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { failingChecks } from '../dist/ready.js';
import { Supervised } from '../dist/supervise.js';
import { createTether } from '../dist/tether.js';

describe('a process that does not become ready', () => {
  it('is reported with the checks of its health that fail', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shop-supervise-'));
    const checks = { mongo: 'ok', grpc: 'failed: certificate has expired' };
    const health = createServer((_, response) => {
      response.writeHead(503).end(JSON.stringify({ status: 'failed', checks }));
    }).listen(0, '127.0.0.1');
    await once(health, 'listening');
    const tether = createTether({ PATH: process.env['PATH'] });
    const url = `http://127.0.0.1:${(health.address() as AddressInfo).port}`;
    const program = {
      label: 'order-service',
      name: 'order-service',
      replica: 1,
      command: process.execPath,
      args: ['-e', 'setInterval(() => {}, 1000)'],
      env: {},
      isReady: () => Promise.resolve(false),
      notReady: () => failingChecks(url),
    };
    const supervised = new Supervised(program, folder, () => {}, tether);
    try {
      supervised.start();
      const error = await supervised.waitReady(100).catch((reason: Error) => reason);
      expect(error)
        .to.have.property('message')
        .that.equals(
          'order-service was not ready within 0.1 s: grpc failed: certificate has expired (see its log, order-service.log).',
        );
      health.close();
      expect(await failingChecks(url), 'without an answer').to.equal('');
    } finally {
      await supervised.stop(5_000);
      tether.release();
      health.close();
      rmSync(folder, { recursive: true });
    }
  });
});
