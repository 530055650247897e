import { startDns } from '@shop/testkit/dns';
import { expect } from 'chai';
import { byDns, publicAddresses } from '../../dist/clients/lookup.js';

describe('names of receivers', () => {
  const names = new Map<string, string>([
    ['fine.example', '93.184.216.34'],
    ['inside.example', '10.0.0.7'],
  ]);
  let dns: Awaited<ReturnType<typeof startDns>>;
  before(async () => {
    for (let n = 0; n < 30; n++) names.set(`silent-${n}.example`, 'silent');
    dns = await startDns(names);
  });
  after(() => dns?.stop());
  const codeOf = (host: string) =>
    byDns([dns.address])(host).then(
      () => 'found',
      ({ code }: NodeJS.ErrnoException) => code,
    );

  it('are resolved by DNS, and refused if their address is private', async () => {
    expect(await byDns([dns.address])('fine.example')).to.deep.equal([{ address: '93.184.216.34', family: 4 }]);
    expect(await codeOf('nowhere.example')).to.equal('ENOTFOUND');
    const inside = publicAddresses('inside.example', byDns([dns.address]));
    expect(await inside.catch(({ code }: { code: string }) => code)).to.equal('PRIVATE_ADDRESS');
  });

  it('fail within seconds if their server is silent, and delay no other name', async function () {
    this.timeout(60_000);
    const began = performance.now();
    const silent = Array.from({ length: 30 }, (_, n) => codeOf(`silent-${n}.example`));
    expect(await Promise.race([byDns([dns.address])('fine.example'), ...silent])).to.deep.equal([
      { address: '93.184.216.34', family: 4 },
    ]);
    expect(new Set(await Promise.all(silent))).to.deep.equal(new Set(['EAI_AGAIN']));
    // one after the other, or two at once, they would take more than a minute
    expect(performance.now() - began).to.be.below(20_000);
  });
});
