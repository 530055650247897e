import { expect } from 'chai';
import { ADMIN, type Reply } from '../support/users.js';
import { answered, withUsers } from '../support/with-users.js';

describe('accounts over REST', () => {
  const at = withUsers();

  describe('the own account', () => {
    it('is read and renamed', async () => {
      const as = await at.users.register();
      expect((await at.users.call('GET', '/api/users/me', { as })).body).to.include({ id: as.id, name: 'Ada' });
      const renamed = await at.users.call('PATCH', '/api/users/me', { as, body: { name: 'Grace' } });
      expect([renamed.status, renamed.body.name]).to.deep.equal([200, 'Grace']);
      expect(renamed.body).to.have.all.keys('id', 'email', 'name', 'role', 'language', 'createdAt');
      expect((await at.users.call('GET', '/api/users/me', { as })).body).to.deep.equal(renamed.body);
      expect((await at.users.call('PATCH', '/api/users/me', { as, body: {} })).body).to.deep.equal(renamed.body);
    });

    it('accepts a bare access token as well as an internal token of the gateway', async () => {
      const { accessToken } = await at.users.logIn(await at.users.register());
      expect((await at.users.call('GET', '/api/users/me', { bearer: accessToken })).status).to.equal(200);
      expect(answered(await at.users.call('GET', '/api/users/me', { bearer: `${accessToken}x` }))).to.deep.equal([
        401,
        'UNAUTHENTICATED',
      ]);
    });

    it('needs a log-in, and refuses other fields than the name', async () => {
      expect(answered(await at.users.call('GET', '/api/users/me'))).to.deep.equal([401, 'UNAUTHENTICATED']);
      const as = await at.users.register();
      for (const body of [{ email: 'x@example.com' }, { role: 'admin' }, { name: null }])
        expect((await at.users.call('PATCH', '/api/users/me', { as, body })).status).to.equal(422);
    });

    it('gets a new password, which ends every log-in', async () => {
      const as = await at.users.register();
      const [phone, laptop] = [await at.users.logIn(as), await at.users.logIn(as)];
      const body = { currentPassword: as.password, newPassword: 'another password' };
      expect((await at.users.call('PUT', '/api/users/me/password', { as, body })).status).to.equal(204);
      for (const { refreshToken } of [phone, laptop])
        expect(answered(await at.users.call('POST', '/api/users/refresh', { body: { refreshToken } }))).to.deep.equal([
          401,
          'BAD_REFRESH_TOKEN',
        ]);
      expect(
        answered(await at.users.call('POST', '/api/users/login', { body: { email: as.email, password: as.password } })),
      ).to.deep.equal([401, 'BAD_CREDENTIALS']);
      await at.users.logIn({ email: as.email, password: 'another password' });
    });

    it('gets a new password by a call that the gateway retries after its answer was lost', async () => {
      const as = await at.users.register();
      const change = (headers: Record<string, string>) =>
        at.users.call('PUT', '/api/users/me/password', {
          as,
          body: { currentPassword: as.password, newPassword: 'another password' },
          headers,
        });
      expect((await change({ 'x-gateway-call': 'call-1 1' })).status).to.equal(204);
      expect((await change({ 'x-gateway-call': 'call-1 2' })).status).to.equal(204);
      expect((await change({ 'x-gateway-call': 'call-2 1' })).status).to.equal(401);
    });

    it('keeps its password when the current one is wrong, and limits guesses', async () => {
      const as = await at.users.register();
      const change = (currentPassword: string) =>
        at.users.call('PUT', '/api/users/me/password', {
          as,
          body: { currentPassword, newPassword: 'another password' },
        });
      for (let n = 1; n <= 9; n++) expect(answered(await change('wrong'))).to.deep.equal([401, 'BAD_CREDENTIALS']);
      expect(answered(await change('wrong'))).to.deep.equal([429, 'RATE_LIMITED']);
      expect((await change(as.password)).status).to.equal(429);
      await at.users.logIn(as);
    });

    it('accepts one of two simultaneous changes', async () => {
      const as = await at.users.register();
      const replies = await Promise.all(
        ['first password', 'second password'].map((newPassword) =>
          at.users.call('PUT', '/api/users/me/password', { as, body: { currentPassword: as.password, newPassword } }),
        ),
      );
      expect(replies.map(({ status }) => status).sort()).to.deep.equal([204, 401]);
    });
  });

  describe('the administrator', () => {
    it('lists all accounts in pages, each once', async () => {
      const as = await at.users.admin();
      const made = [as.id];
      for (let n = 0; n < 5; n++) made.push((await at.users.register()).id);
      const ids: string[] = [];
      let cursor: string | null = '';
      let size = 0;
      do {
        const { status, body }: Reply = await at.users.call(
          'GET',
          `/api/users?limit=4${cursor && `&cursor=${cursor}`}`,
          {
            as,
          },
        );
        expect(status).to.equal(200);
        expect(body.items[0]).to.have.all.keys('id', 'email', 'name', 'role', 'language', 'disabled', 'createdAt');
        ids.push(...body.items.map(({ id }: { id: string }) => id));
        size = Math.max(size, body.items.length);
        cursor = body.nextCursor;
      } while (cursor !== null);
      expect(size).to.equal(4);
      expect(new Set(ids).size).to.equal(ids.length);
      expect(ids).to.include.members(made);
      for (const query of ['limit=0', 'limit=101', 'limit=x', 'cursor=nonsense', 'x=1', 'cursor=WyJhIiwyXQ'])
        expect((await at.users.call('GET', `/api/users?${query}`, { as })).status, query).to.equal(422);
    });

    it('is the only one who may list and change accounts', async () => {
      const as = await at.users.register();
      for (const [method, path] of [
        ['GET', '/api/users'],
        ['PATCH', `/api/users/${as.id}`],
      ] as const) {
        const body = method === 'PATCH' ? { role: 'admin' } : undefined;
        expect(answered(await at.users.call(method, path, { as, body }))).to.deep.equal([403, 'FORBIDDEN']);
        expect(answered(await at.users.call(method, path, { body }))).to.deep.equal([401, 'UNAUTHENTICATED']);
        // a token from before a demotion still has the role admin
        expect(answered(await at.users.call(method, path, { as: { ...as, role: 'admin' }, body }))).to.deep.equal([
          403,
          'FORBIDDEN',
        ]);
      }
    });

    it('assigns a role, which the next tokens carry', async () => {
      const [as, other] = [await at.users.admin(), await at.users.register()];
      const tokens = await at.users.logIn(other);
      const reply = await at.users.call('PATCH', `/api/users/${other.id}`, { as, body: { role: 'admin' } });
      expect([reply.status, reply.body.role, reply.body.disabled]).to.deep.equal([200, 'admin', false]);
      const { body } = await at.users.call('POST', '/api/users/refresh', {
        body: { refreshToken: tokens.refreshToken },
      });
      expect((await at.users.call('GET', '/api/users', { bearer: body.accessToken })).status).to.equal(200);
    });

    it('disables an account: no log-in, no refresh, no profile; and enables it again', async () => {
      const [as, other] = [await at.users.admin(), await at.users.register()];
      const { refreshToken, accessToken } = await at.users.logIn(other);
      const set = (disabled: boolean) => at.users.call('PATCH', `/api/users/${other.id}`, { as, body: { disabled } });
      expect((await set(true)).body).to.include({ id: other.id, disabled: true });
      const body = { email: other.email, password: other.password };
      for (const path of ['/api/users/login', '/api/sessions'])
        expect(answered(await at.users.call('POST', path, { body }))).to.deep.equal([403, 'ACCOUNT_DISABLED']);
      expect(answered(await at.users.call('POST', '/api/users/refresh', { body: { refreshToken } }))).to.deep.equal([
        401,
        'BAD_REFRESH_TOKEN',
      ]);
      expect(answered(await at.users.call('GET', '/api/users/me', { bearer: accessToken }))).to.deep.equal([
        403,
        'ACCOUNT_DISABLED',
      ]);
      // without the right password nobody learns that the account is disabled
      const guess = await at.users.call('POST', '/api/users/login', { body: { ...body, password: 'wrong password' } });
      expect(answered(guess)).to.deep.equal([401, 'BAD_CREDENTIALS']);
      expect((await set(false)).body.disabled).to.equal(false);
      expect((await at.users.call('POST', '/api/users/refresh', { body: { refreshToken } })).status).to.equal(401);
      await at.users.logIn(other);
    });

    it('gets 404 for an unknown account and 422 for an invalid change', async () => {
      const as = await at.users.admin();
      const patch = (id: string, body: unknown) => at.users.call('PATCH', `/api/users/${id}`, { as, body });
      expect(answered(await patch('nobody', { role: 'user' }))).to.deep.equal([404, 'USER_NOT_FOUND']);
      for (const body of [{ role: 'root' }, { disabled: 'true' }, { disabled: null }, { name: 'x' }])
        expect((await patch(as.id, body)).status).to.equal(422);
      await at.users.logIn(ADMIN);
    });
  });
});
