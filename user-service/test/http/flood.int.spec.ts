import { expect } from 'chai';
import { until } from '@shop/testkit/until';
import { startUsers, type Users } from '../support/users.js';

describe('a flood of password changes', () => {
  let users: Users;
  before(async () => {
    users = await startUsers({ ARGON2_MEMORY_KIB: 8_192, ARGON2_PASSES: 1, ARGON2_AT_ONCE: 1 });
  });
  after(() => users.stop());

  it('of six accounts prevents no other log-in, and is refused in part with 429', async () => {
    const accounts = await Promise.all(Array.from({ length: 6 }, () => users.register()));
    const honest = await users.register();
    const done = { 204: 0, 429: 0, other: 0 };
    const change = async (as: (typeof accounts)[number]) => {
      const body = { currentPassword: as.password, newPassword: as.password };
      const { status } = await users.call('PUT', '/api/users/me/password', { as, address: '192.0.2.66', body });
      done[status === 204 || status === 429 ? status : 'other']++;
    };
    const flood = Array.from({ length: 25 }, () => accounts.map(change)).flat();
    await until('the flood is being answered', async () => done[204] > 0);
    for (let n = 0; n < 3; n++) {
      const before = done[204];
      await users.logIn(honest);
      // the log-in waits for at most one hash of each account; the rest of the flood waits behind it
      expect(done[204] - before).to.be.lessThan(25);
    }
    await Promise.all(flood);
    expect(done[429]).to.be.greaterThan(0);
    expect(done.other).to.equal(0);
  });
});
