import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import sinon from 'sinon';
import { authorize, roleOf, type Caller, type Who } from '../../dist/auth/callers.js';
import { InternalTokens } from '../../dist/auth/internal-tokens.js';
import type { Problem } from '../../dist/errors.js';

const secret = 'a secret of the tests that is long enough to sign with';
const own = new InternalTokens('order-service', secret);
const ours = { issuer: 'gateway', audience: 'order-service', expiresIn: 60 } as const;
const signed = (more: jwt.SignOptions = {}) => jwt.sign({}, secret, { ...ours, ...more });

describe('a role', () => {
  const may = (role: Caller['role'], who: Who) => {
    try {
      authorize({ userId: role === 'anonymous' ? null : 'u1', role }, who);
      return 'yes';
    } catch (error) {
      return (error as Problem).code;
    }
  };

  it('may call what the lower ones may: administrator, viewer, user, anonymous caller', () => {
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

  it('is read from a token, and is user if the token names an unknown one', () => {
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
    // a new one: the shared one has cached tokens by the real clock, which is ahead of the fake one
    let own: InternalTokens;
    beforeEach(() => {
      clock = sinon.useFakeTimers({ now: Date.now(), toFake: ['Date', 'performance'] });
      own = new InternalTokens('order-service', secret);
    });
    afterEach(() => clock.restore());

    it('are refused once they have expired, even if verified before, and the message says how long ago', () => {
      const token = new InternalTokens('gateway', secret).issue('order-service');
      expect(own.verify(token).process).to.equal('gateway');
      clock.tick(59_000);
      expect(own.verify(token).process).to.equal('gateway');
      clock.tick(15_000);
      expect(() => own.verify(token)).to.throw("s ago by this machine's clock: set the machines' clocks right");
      expect(() => new InternalTokens('order-service', secret).verify(token)).to.throw('s ago');
    });

    it('are accepted, even at the end of their reuse, from a machine whose clock is 25 s behind or ahead', () => {
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

    it('are renewed in time even if the clock of their issuer is set back', () => {
      const gateway = new InternalTokens('gateway', secret);
      const token = gateway.issue('order-service');
      clock.tick(31_000);
      clock.setSystemTime(Date.now() - 600_000);
      expect(gateway.issue('order-service')).to.not.equal(token);
    });
  });

  // created when the test runs: a token lasts a minute, and the tests before this one may take longer
  for (const [what, make] of [
    ['another audience', () => new InternalTokens('gateway', secret).issue('payment-service')],
    ['another secret', () => new InternalTokens('gateway', `${secret}!`).issue('order-service')],
    ['another algorithm', () => signed({ algorithm: 'HS512' })],
    ['no signature', () => jwt.sign({}, '', { algorithm: 'none', ...ours })],
    ['no expiry', () => jwt.sign({}, secret, { issuer: ours.issuer, audience: ours.audience })],
    ['no issuer', () => jwt.sign({}, secret, { audience: ours.audience, expiresIn: ours.expiresIn })],
  ] as const)
    it(`are refused with ${what}`, () => {
      expect(own.verify(signed()).process).to.equal('gateway');
      expect(() => own.verify(make())).to.throw('not valid');
    });
});
