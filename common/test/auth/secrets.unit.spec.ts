import { expect } from 'chai';
import { InternalTokens } from '../../dist/auth/internal-tokens.js';
import { ConfigError, readConfig, serviceShape } from '../../dist/config/config.js';

const [OLD, NEW] = ['an-old-secret-of-thirty-two-characters', 'a-new-secret-of-thirty-two-characters'];
const tokens = (self: string, secrets: string) => new InternalTokens(self, secrets);

describe('the rotation of INTERNAL_TOKEN_SECRET', () => {
  it('works one process at a time: the first secret of a list signs, every one verifies', () => {
    const between = tokens('order-service', `${OLD}, ${NEW}`);
    const after = tokens('order-service', `${NEW},${OLD}`);
    for (const peer of [OLD, `${OLD},${NEW}`, `${NEW},${OLD}`, NEW]) {
      const token = tokens('payment-service', peer).issue('order-service');
      expect(between.verify(token).process).to.equal('payment-service');
      expect(after.verify(token).process).to.equal('payment-service');
    }
    expect(() => tokens('payment-service', OLD).verify(after.issue('payment-service'))).to.throw('not valid');
    expect(tokens('payment-service', OLD).verify(between.issue('payment-service')).process).to.equal('order-service');
  });

  it('refuses a list with a short secret', () => {
    const env = { MONGODB_URI: 'mongodb://db/x', REDIS_URL: 'redis://r:6379', JWKS_URLS: 'http://u:1' };
    const read = (secret: string) =>
      readConfig(serviceShape({ http: 1, grpc: 2 }), { ...env, INTERNAL_TOKEN_SECRET: secret });
    expect(read(`${NEW},${OLD}`).INTERNAL_TOKEN_SECRET).to.equal(`${NEW},${OLD}`);
    expect(() => read(`${NEW},short`)).to.throw(ConfigError, /at least 32 characters/);
  });
});
