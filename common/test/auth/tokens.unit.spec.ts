import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import sinon from 'sinon';
import { authorize, roleOf, type Caller, type Who } from '../../src/auth/callers.js';
import { InternalTokens } from '../../src/auth/internal-tokens.js';
import type { Problem } from '../../src/errors.js';

const secret = 'a secret of the tests that is long enough to sign with';
const own = new InternalTokens('order-service', secret);
const ours = { issuer: 'gateway', audience: 'order-service', expiresIn: 60 } as const;
const signed = (more: jwt.SignOptions = {}) => jwt.sign({}, secret, { ...ours, ...more });

describe('who may call', () => {
  const may = (role: Caller['role'], who: Who) => {
    try {
      authorize({ userId: role === 'anonymous' ? null : 'u1', role }, who);
      return 'yes';
    } catch (error) {
      return (error as Problem).code;
    }
  };

  it('grows with the role; a viewer may look where administrators do, and do nothing of theirs', () => {
    const table = (['anonymous', 'user', 'viewer', 'admin'] as const).map((role) =>
      (['anyone', 'user', 'viewer', 'admin'] as const).map((who) => may(role, who)),
    );
    expect(table).to.deep.equal([
      ['yes', 'UNAUTHENTICATED', 'UNAUTHENTICATED', 'UNAUTHENTICATED'],
      ['yes', 'yes', 'FORBIDDEN', 'FORBIDDEN'],
      ['yes', 'yes', 'yes', 'FORBIDDEN'],
      ['yes', 'yes', 'yes', 'yes'],
    ]);
  });

  it('is what a token names, and a user for what nobody knows', () => {
    expect(['admin', 'viewer', 'user', 'root', undefined].map(roleOf)).to.deep.equal([
      'admin',
      'viewer',
      'user',
      'user',
      'user',
    ]);
  });
});

describe('internal tokens', () => {
  it('say which process calls, and for whom', () => {
    const token = new InternalTokens('gateway', secret).issue('order-service', { sub: 'user-1', role: 'admin' });
    for (const _ of ['first', 'seen before'])
      expect(own.verify(token)).to.deep.equal({ userId: 'user-1', role: 'admin', process: 'gateway' });
  });

  describe('and time', () => {
    let clock: sinon.SinonFakeTimers;
    // one that has checked nothing yet: what it keeps is kept by the real clock, which the fake one begins behind
    let own: InternalTokens;
    beforeEach(() => {
      clock = sinon.useFakeTimers({ now: Date.now(), toFake: ['Date', 'performance'] });
      own = new InternalTokens('order-service', secret);
    });
    afterEach(() => clock.restore());

    it('are refused once they have expired, also when they were shown before, and say by how much', () => {
      const token = new InternalTokens('gateway', secret).issue('order-service');
      expect(own.verify(token).process).to.equal('gateway');
      clock.tick(59_000);
      expect(own.verify(token).process).to.equal('gateway');
      clock.tick(15_000);
      expect(() => own.verify(token)).to.throw("s ago by this machine's clock: set the machines' clocks right");
      expect(() => new InternalTokens('order-service', secret).verify(token)).to.throw('s ago');
    });

    it('are taken, as old as they are shown, from a machine whose clock is 25 s behind or ahead', () => {
      for (const skew of [-25_000, 25_000]) {
        const gateway = new InternalTokens('gateway', secret);
        clock.setSystemTime(Date.now() + skew);
        gateway.issue('order-service');
        clock.tick(29_000);
        const token = gateway.issue('order-service');
        clock.setSystemTime(Date.now() - skew);
        expect(own.verify(token).process).to.equal('gateway');
      }
    });

    it('are made again in time though the clock of their maker is set back', () => {
      const gateway = new InternalTokens('gateway', secret);
      const token = gateway.issue('order-service');
      clock.tick(31_000);
      clock.setSystemTime(Date.now() - 600_000);
      expect(gateway.issue('order-service')).to.not.equal(token);
    });
  });

  // made when the test runs: they last for a minute, and a long run may take longer than that to get here
  for (const [what, make] of [
    ['another audience', () => new InternalTokens('gateway', secret).issue('payment-service')],
    ['another secret', () => new InternalTokens('gateway', `${secret}!`).issue('order-service')],
    ['another algorithm', () => signed({ algorithm: 'HS512' })],
    ['no signature', () => jwt.sign({}, '', { algorithm: 'none', ...ours })],
    ['no end', () => jwt.sign({}, secret, { issuer: ours.issuer, audience: ours.audience })],
    ['no maker', () => jwt.sign({}, secret, { audience: ours.audience, expiresIn: ours.expiresIn })],
  ] as const)
    it(`are refused with ${what}`, () => {
      expect(own.verify(signed()).process).to.equal('gateway');
      expect(() => own.verify(make())).to.throw('not valid');
    });
});
