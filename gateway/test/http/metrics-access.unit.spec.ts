import { expect } from 'chai';
import type { Exchange } from '../../dist/http/exchange.js';
import { guardMetrics, isPrivate } from '../../dist/http/metrics-access.js';

const asked = async (access: 'open' | 'private', address: string, role: 'user' | 'admin' | 'anonymous') => {
  let answered = false;
  const exchange = { address, caller: { userId: null, role } } as unknown as Exchange;
  await guardMetrics(
    access,
    async () => void (answered = true),
  )(exchange).catch((error: { status: number }) => {
    expect(error.status).to.equal(403);
  });
  return answered;
};

describe('metrics', () => {
  it('are for everybody when they are open', async () => {
    expect(await asked('open', '198.51.100.7', 'anonymous')).to.equal(true);
  });

  it('are for our own networks and administrators when they are private', async () => {
    expect(await asked('private', '10.2.3.4', 'anonymous')).to.equal(true);
    expect(await asked('private', '198.51.100.7', 'anonymous')).to.equal(false);
    expect(await asked('private', '198.51.100.7', 'user')).to.equal(false);
    expect(await asked('private', '198.51.100.7', 'admin')).to.equal(true);
  });

  it('treat no public address as a private one', () => {
    for (const ours of ['127.0.0.1', '172.31.0.1', '192.168.9.9', '::1', 'fd00::1', 'fe80::1'])
      expect(isPrivate(ours), ours).to.equal(true);
    for (const theirs of ['172.32.0.1', '11.0.0.1', '2001:db8::1', '', 'localhost'])
      expect(isPrivate(theirs), theirs).to.equal(false);
  });
});
