import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { authority } from '@shop/testkit/authority';
import { expect } from 'chai';
import { watchCertificates } from '../../dist/config/certificate-watch.js';
import type { Logger } from '../../dist/logging/logger.js';
import { silentLogger } from '../../dist/logging/logger.js';
import { days } from '../../dist/time.js';

describe('a certificate in use', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shop-certificate-'));
  const sign = authority(folder, 'ca');
  const warning = 'warn A certificate in TLS_CERT_FILE ends within two weeks: renew it, then restart this process';
  const error = 'error A certificate in TLS_CERT_FILE is not valid now';
  let said: string[];
  const logger: Logger = Object.assign(silentLogger(), {
    warn: (message: string) => said.push(`warn ${message}`),
    error: (message: string) => said.push(`error ${message}`),
  });
  const valid = (forDays: number) => readFileSync(sign('shop', 'DNS:shop.example', forDays).cert);
  const watch = (...certificates: Buffer[]) => watchCertificates(logger, 'TLS_CERT_FILE', Buffer.concat(certificates));

  beforeEach(() => (said = []));
  afterEach(() => mock.timers.reset());
  after(() => rmSync(folder, { recursive: true }));

  it('is warned of two weeks before its end, and reported as an error after it', async () => {
    for (const [forDays, lines] of [
      [30, []],
      [2, [warning]],
      [-1, [error]],
    ] as const) {
      said = [];
      await watch(valid(forDays))();
      expect(said, `valid for ${forDays} days`).to.deep.equal(lines);
    }
  });

  it('is watched beside others of the same file, as while one authority takes the place of another', async () => {
    await watch(valid(-1), valid(30), valid(2))();
    expect(said).to.deep.equal([error, warning]);
  });

  it('is looked at each day, for as long as the process runs', async () => {
    mock.timers.enable({ apis: ['setInterval', 'Date'], now: Date.now() });
    const stop = watch(valid(16));
    const dayByDay: string[][] = [];
    for (let day = 1; day <= 17; day++) {
      said = [];
      mock.timers.tick(days(1));
      await nextTurn();
      dayByDay.push(said);
    }
    await stop();
    mock.timers.tick(days(1));
    expect(dayByDay.slice(0, 1)).to.deep.equal([[]]);
    expect(dayByDay.slice(2, 15)).to.deep.equal(Array(13).fill([warning]));
    expect(dayByDay.at(-1)).to.deep.equal([error]);
  });
});
