import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@shop/common/logging/logger';
import { silentLogger } from '@shop/common/logging/logger';
import { authority } from '@shop/testkit/authority';
import { expect } from 'chai';
import { warnOfValidity } from '../../src/http/certificate-watch.js';

describe("the gateway's certificate", () => {
  const folder = mkdtempSync(join(tmpdir(), 'shop-certificate-'));
  after(() => rmSync(folder, { recursive: true }));

  it('is warned of two weeks before its end, and reported as an error after it', () => {
    const said: string[] = [];
    const logger: Logger = Object.assign(silentLogger(), {
      warn: (message: string) => said.push(`warn ${message}`),
      error: (message: string) => said.push(`error ${message}`),
    });
    const sign = authority(folder, 'ca');
    const seen = (days: number) => {
      said.length = 0;
      warnOfValidity(logger, sign('shop', 'DNS:shop.example', days).cert);
      return [...said];
    };
    expect(seen(30)).to.deep.equal([]);
    expect(seen(2)).to.deep.equal(['warn The certificate in TLS_CERT_FILE ends within two weeks']);
    expect(seen(-1)).to.deep.equal(['error The certificate in TLS_CERT_FILE is not valid now']);
  });
});
