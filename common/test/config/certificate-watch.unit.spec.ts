import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { authority } from '@shop/testkit/authority';
import { expect } from 'chai';
import { watchCertificate } from '../../src/config/certificate-watch.js';
import type { Logger } from '../../src/logging/logger.js';
import { silentLogger } from '../../src/logging/logger.js';
import { days } from '../../src/time.js';

describe('a certificate in use', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shop-certificate-'));
  const sign = authority(folder, 'ca');
  const warning = 'warn The certificate in TLS_CERT_FILE ends within two weeks: renew it, then restart this process';
  const error = 'error The certificate in TLS_CERT_FILE is not valid now';
  let said: string[];
  const logger: Logger = Object.assign(silentLogger(), {
    warn: (message: string) => said.push(`warn ${message}`),
    error: (message: string) => said.push(`error ${message}`),
  });
  /** Watches one that is valid for so many days. */
  const watch = (valid: number) =>
    watchCertificate(logger, 'TLS_CERT_FILE', readFileSync(sign('shop', 'DNS:shop.example', valid).cert));

  beforeEach(() => (said = []));
  afterEach(() => mock.timers.reset());
  after(() => rmSync(folder, { recursive: true }));

  it('is warned of two weeks before its end, and reported as an error after it', async () => {
    for (const [valid, lines] of [
      [30, []],
      [2, [warning]],
      [-1, [error]],
    ] as const) {
      said = [];
      await watch(valid)();
      expect(said, `valid for ${valid} days`).to.deep.equal(lines);
    }
  });

  it('is looked at each day, for as long as the process runs', async () => {
    mock.timers.enable({ apis: ['setInterval', 'Date'], now: Date.now() });
    const stop = watch(16);
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
