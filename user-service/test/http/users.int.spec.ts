import { silentLogger } from '@shop/common/logging/logger';
import { connectMongo } from '@shop/common/mongo/connection';
import { hash } from '@node-rs/argon2';
import { expect } from 'chai';
import { ADMIN, startUsers, type Reply, type Users } from '../support/users.js';

describe('accounts over REST', () => {
  let users: Users;
  before(async () => {
    users = await startUsers();
  });
  after(() => users.stop());
  const answered = ({ status, body }: Reply) => [status, body?.code];
  let made = 0;
  const person = (change: object = {}) => ({
    email: `ada-${++made}@example.com`,
    password: 'password123',
    name: 'Ada',
    ...change,
  });
  const register = (body: unknown, headers = {}, address = '10.0.0.1') =>
    users.call('POST', '/api/users/register', { body, headers, address });

  describe('registration', () => {
    it('answers the account, without secrets', async () => {
      const { status, body } = await register(person({ email: 'Ada@Example.com' }));
      expect(status).to.equal(201);
      expect(body).to.have.all.keys('id', 'email', 'name', 'role', 'language', 'createdAt');
      expect(body).to.include({ email: 'ada@example.com', name: 'Ada', role: 'user' });
      expect(new Date(body.createdAt).toISOString()).to.equal(body.createdAt);
    });

    it('accepts each address once, whatever its case, even from many at the same time', async () => {
      const who = person();
      const replies = await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          register({ ...who, email: n % 2 ? who.email : who.email.toUpperCase(), name: `Ada ${n}` }),
        ),
      );
      expect(replies.filter(({ status }) => status === 201)).to.have.length(1);
      expect(replies.filter(({ body }) => body.code === 'EMAIL_TAKEN').map(({ status }) => status)).to.deep.equal(
        Array(9).fill(409),
      );
    });

    const wrong: Record<string, object> = {
      'no address': { email: undefined },
      'an address that is none': { email: 'ada' },
      'an address of 255 characters': {
        email: `${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.example.com`,
      },
      'an address that is an operator': { email: { $gt: '' } },
      'null as an address': { email: null },
      'a password of 7': { password: '1234567' },
      'a password of 129': { password: 'x'.repeat(129) },
      'a password of eight blanks': { password: ' '.repeat(8) },
      'a password of other blanks': { password: '\u00a0\u2003\u3000\u1680\t\u2009\u202f\u205f' },
      'a password of invisible characters': { password: '\u3164\u200b\u2800\u00ad\u2060\ufeff\u115f\u{e0020}' },
      'a password of seven characters in many units': { password: '🔑'.repeat(7) },
      'a password of seven letters, decomposed': { password: 'a\u0308'.repeat(7) },
      'a password with half of a surrogate pair': { password: 'password12\ud83d' },
      'a password that is a number': { password: 12345678 },
      'an empty name': { name: '' },
      'a blank name': { name: '   ' },
      'a name of a filler': { name: '\u3164' },
      'a name of invisible characters': { name: '\u200b\u200d\u2060 \u00ad\u{e0041}\u2800' },
      'a name of marks without a letter': { name: '\u0301\u0308' },
      'a name with half of a surrogate pair': { name: 'Ada \ud83d' },
      'a name of 101 characters in many units': { name: '😀'.repeat(101) },
      'a name of 101': { name: 'x'.repeat(101) },
      'a name in two lines': { name: 'Ada\nLovelace' },
      'null as a name': { name: null },
      'a role': { role: 'admin' },
    };
    for (const [what, change] of Object.entries(wrong))
      it(`refuses ${what}`, async () => {
        const reply = await register(person(change));
        expect(answered(reply)).to.deep.equal([422, 'VALIDATION_FAILED']);
        expect(reply.body.errors[0]).to.have.keys('path', 'message');
        expect(JSON.stringify(reply.body)).to.not.include('password123');
      });

    it('accepts values at the limits', async () => {
      expect((await register(person({ password: 'x'.repeat(8), name: 'x' }))).status).to.equal(201);
      expect((await register(person({ password: '🔑'.repeat(128), name: '😀'.repeat(100) }))).status).to.equal(201);
      expect((await register(person({ password: 'a\u0308'.repeat(128), name: '김\u200b' }))).status).to.equal(201);
    });

    it('accepts the password in every normal form afterwards', async () => {
      for (const form of ['NFC', 'NFD'] as const) {
        const who = person({ password: 'P\u00e4ssw\u00f6rd-1'.normalize(form) });
        expect((await register(who)).status).to.equal(201);
        for (const tried of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const)
          await users.logIn({ email: who.email, password: who.password.normalize(tried) });
      }
    });

    it('accepts a password that an earlier release hashed without normalisation', async () => {
      const decomposed = 'P\u00e4ssw\u00f6rd-1'.normalize('NFD');
      const who = person({ password: decomposed });
      const { body } = await register(who);
      const mongo = await connectMongo(users.store.uri('users'), { logger: silentLogger() });
      const passwordHash = await hash(decomposed, { memoryCost: 1024, timeCost: 1, parallelism: 1 });
      await mongo.collection('users').updateOne({ _id: body.id }, { $set: { passwordHash } });
      await mongo.close();
      const composed = { email: who.email, password: decomposed.normalize('NFC') };
      expect(answered(await users.call('POST', '/api/users/login', { body: composed }))[0]).to.equal(401);
      await users.logIn({ email: who.email, password: decomposed });
      await users.logIn(composed);
    });

    it('is replayed for the same key, and refuses another call with it', async () => {
      const who = person();
      const first = await register(who, { 'idempotency-key': 'k1' });
      const again = await register(who, { 'idempotency-key': 'k1' });
      expect([again.status, again.body]).to.deep.equal([201, first.body]);
      expect(again.headers.get('idempotent-replayed')).to.equal('true');
      const other = await register({ ...who, name: 'Other' }, { 'idempotency-key': 'k1' });
      expect(answered(other)).to.deep.equal([422, 'IDEMPOTENCY_KEY_REUSED']);
    });

    it('finds the account when its answer was lost, but only with the right password', async () => {
      const who = person();
      const headers = { 'idempotency-key': 'k4' };
      const first = await register(who, headers);
      const mongo = await connectMongo(users.store.uri('users'), { logger: silentLogger() });
      const keys = mongo.collection('idempotency');
      // the state after a crash right before the answer was stored
      await keys.updateMany({}, { $set: { state: 'running', leaseUntil: new Date(0) }, $unset: { answer: 1 } });
      const again = await register(who, headers);
      expect([again.status, again.body]).to.deep.equal([201, first.body]);
      await keys.deleteMany({});
      const other = await register({ ...who, password: 'another password' }, headers);
      expect(answered(other)).to.deep.equal([409, 'EMAIL_TAKEN']);
      await mongo.close();
    });

    it('creates one account for a call without a key that the gateway retries', async () => {
      const who = person();
      const first = await register(who, { 'x-gateway-call': 'call-1 1', 'idempotency-key': 'call-1' });
      const again = await register(who, { 'x-gateway-call': 'call-1 2', 'idempotency-key': 'call-1' });
      expect([again.status, again.body]).to.deep.equal([201, first.body]);
      expect(again.headers.get('idempotent-replayed')).to.equal(null);
      expect(answered(await register(who, { 'x-gateway-call': 'call-2 1' }))).to.deep.equal([409, 'EMAIL_TAKEN']);
    });

    it('separates the keys of different people and addresses', async () => {
      const headers = { 'idempotency-key': 'k2' };
      const who = person();
      expect((await register(who, headers)).status).to.equal(201);
      expect((await register(person(), headers)).status).to.equal(201);
      expect(answered(await register({ ...who, name: 'Eve' }, headers, '10.0.0.2'))).to.deep.equal([
        409,
        'EMAIL_TAKEN',
      ]);
    });

    it('creates one account and gives equal answers to many at once with one key', async () => {
      const who = person();
      const headers = { 'idempotency-key': 'k3' };
      const replies = await Promise.all(Array.from({ length: 20 }, () => register(who, headers)));
      for (const reply of replies)
        if (reply.status !== 201) expect(answered(reply)).to.deep.equal([409, 'IDEMPOTENCY_IN_PROGRESS']);
      const answers = await Promise.all(Array.from({ length: 5 }, () => register(who, headers)));
      const ids = [...replies, ...answers].filter(({ status }) => status === 201).map(({ body }) => body.id);
      expect(new Set(ids).size).to.equal(1);
    });
  });

  describe('the own account', () => {
    it('is read and renamed', async () => {
      const as = await users.register();
      expect((await users.call('GET', '/api/users/me', { as })).body).to.include({ id: as.id, name: 'Ada' });
      const renamed = await users.call('PATCH', '/api/users/me', { as, body: { name: 'Grace' } });
      expect([renamed.status, renamed.body.name]).to.deep.equal([200, 'Grace']);
      expect(renamed.body).to.have.all.keys('id', 'email', 'name', 'role', 'language', 'createdAt');
      expect((await users.call('GET', '/api/users/me', { as })).body).to.deep.equal(renamed.body);
      expect((await users.call('PATCH', '/api/users/me', { as, body: {} })).body).to.deep.equal(renamed.body);
    });

    it('accepts a bare access token as well as an internal token of the gateway', async () => {
      const { accessToken } = await users.logIn(await users.register());
      expect((await users.call('GET', '/api/users/me', { bearer: accessToken })).status).to.equal(200);
      expect(answered(await users.call('GET', '/api/users/me', { bearer: `${accessToken}x` }))).to.deep.equal([
        401,
        'UNAUTHENTICATED',
      ]);
    });

    it('needs a log-in, and refuses other fields than the name', async () => {
      expect(answered(await users.call('GET', '/api/users/me'))).to.deep.equal([401, 'UNAUTHENTICATED']);
      const as = await users.register();
      for (const body of [{ email: 'x@example.com' }, { role: 'admin' }, { name: null }])
        expect((await users.call('PATCH', '/api/users/me', { as, body })).status).to.equal(422);
    });

    it('gets a new password, which ends every log-in', async () => {
      const as = await users.register();
      const [phone, laptop] = [await users.logIn(as), await users.logIn(as)];
      const body = { currentPassword: as.password, newPassword: 'another password' };
      expect((await users.call('PUT', '/api/users/me/password', { as, body })).status).to.equal(204);
      for (const { refreshToken } of [phone, laptop])
        expect(answered(await users.call('POST', '/api/users/refresh', { body: { refreshToken } }))).to.deep.equal([
          401,
          'BAD_REFRESH_TOKEN',
        ]);
      expect(
        answered(await users.call('POST', '/api/users/login', { body: { email: as.email, password: as.password } })),
      ).to.deep.equal([401, 'BAD_CREDENTIALS']);
      await users.logIn({ email: as.email, password: 'another password' });
    });

    it('gets a new password by a call that the gateway retries after its answer was lost', async () => {
      const as = await users.register();
      const change = (headers: Record<string, string>) =>
        users.call('PUT', '/api/users/me/password', {
          as,
          body: { currentPassword: as.password, newPassword: 'another password' },
          headers,
        });
      expect((await change({ 'x-gateway-call': 'call-1 1' })).status).to.equal(204);
      expect((await change({ 'x-gateway-call': 'call-1 2' })).status).to.equal(204);
      expect((await change({ 'x-gateway-call': 'call-2 1' })).status).to.equal(401);
    });

    it('keeps its password when the current one is wrong, and limits guesses', async () => {
      const as = await users.register();
      const change = (currentPassword: string) =>
        users.call('PUT', '/api/users/me/password', { as, body: { currentPassword, newPassword: 'another password' } });
      for (let n = 1; n <= 9; n++) expect(answered(await change('wrong'))).to.deep.equal([401, 'BAD_CREDENTIALS']);
      expect(answered(await change('wrong'))).to.deep.equal([429, 'RATE_LIMITED']);
      expect((await change(as.password)).status).to.equal(429);
      await users.logIn(as);
    });

    it('accepts one of two simultaneous changes', async () => {
      const as = await users.register();
      const replies = await Promise.all(
        ['first password', 'second password'].map((newPassword) =>
          users.call('PUT', '/api/users/me/password', { as, body: { currentPassword: as.password, newPassword } }),
        ),
      );
      expect(replies.map(({ status }) => status).sort()).to.deep.equal([204, 401]);
    });
  });

  describe('the administrator', () => {
    it('lists all accounts in pages, each once', async () => {
      const as = await users.admin();
      for (let n = 0; n < 5; n++) await users.register();
      const ids: string[] = [];
      let cursor: string | null = '';
      let size = 0;
      do {
        const { status, body }: Reply = await users.call('GET', `/api/users?limit=4${cursor && `&cursor=${cursor}`}`, {
          as,
        });
        expect(status).to.equal(200);
        expect(body.items[0]).to.have.all.keys('id', 'email', 'name', 'role', 'language', 'disabled', 'createdAt');
        ids.push(...body.items.map(({ id }: { id: string }) => id));
        size = Math.max(size, body.items.length);
        cursor = body.nextCursor;
      } while (cursor !== null);
      expect(size).to.equal(4);
      expect(new Set(ids).size).to.equal(ids.length);
      expect(ids).to.include(as.id);
      for (const query of ['limit=0', 'limit=101', 'limit=x', 'cursor=nonsense', 'x=1', 'cursor=WyJhIiwyXQ'])
        expect((await users.call('GET', `/api/users?${query}`, { as })).status, query).to.equal(422);
    });

    it('is the only one who may list and change accounts', async () => {
      const as = await users.register();
      for (const [method, path] of [
        ['GET', '/api/users'],
        ['PATCH', `/api/users/${as.id}`],
      ] as const) {
        const body = method === 'PATCH' ? { role: 'admin' } : undefined;
        expect(answered(await users.call(method, path, { as, body }))).to.deep.equal([403, 'FORBIDDEN']);
        expect(answered(await users.call(method, path, { body }))).to.deep.equal([401, 'UNAUTHENTICATED']);
        // a token from before a demotion still has the role admin
        expect(answered(await users.call(method, path, { as: { ...as, role: 'admin' }, body }))).to.deep.equal([
          403,
          'FORBIDDEN',
        ]);
      }
    });

    it('assigns a role, which the next tokens carry', async () => {
      const [as, other] = [await users.admin(), await users.register()];
      const tokens = await users.logIn(other);
      const reply = await users.call('PATCH', `/api/users/${other.id}`, { as, body: { role: 'admin' } });
      expect([reply.status, reply.body.role, reply.body.disabled]).to.deep.equal([200, 'admin', false]);
      const { body } = await users.call('POST', '/api/users/refresh', { body: { refreshToken: tokens.refreshToken } });
      expect((await users.call('GET', '/api/users', { bearer: body.accessToken })).status).to.equal(200);
    });

    it('disables an account: no log-in, no refresh, no profile; and enables it again', async () => {
      const [as, other] = [await users.admin(), await users.register()];
      const { refreshToken, accessToken } = await users.logIn(other);
      const set = (disabled: boolean) => users.call('PATCH', `/api/users/${other.id}`, { as, body: { disabled } });
      expect((await set(true)).body).to.include({ id: other.id, disabled: true });
      const body = { email: other.email, password: other.password };
      for (const path of ['/api/users/login', '/api/sessions'])
        expect(answered(await users.call('POST', path, { body }))).to.deep.equal([403, 'ACCOUNT_DISABLED']);
      expect(answered(await users.call('POST', '/api/users/refresh', { body: { refreshToken } }))).to.deep.equal([
        401,
        'BAD_REFRESH_TOKEN',
      ]);
      expect(answered(await users.call('GET', '/api/users/me', { bearer: accessToken }))).to.deep.equal([
        403,
        'ACCOUNT_DISABLED',
      ]);
      // without the right password nobody learns that the account is disabled
      const guess = await users.call('POST', '/api/users/login', { body: { ...body, password: 'wrong password' } });
      expect(answered(guess)).to.deep.equal([401, 'BAD_CREDENTIALS']);
      expect((await set(false)).body.disabled).to.equal(false);
      expect((await users.call('POST', '/api/users/refresh', { body: { refreshToken } })).status).to.equal(401);
      await users.logIn(other);
    });

    it('gets 404 for an unknown account and 422 for an invalid change', async () => {
      const as = await users.admin();
      const patch = (id: string, body: unknown) => users.call('PATCH', `/api/users/${id}`, { as, body });
      expect(answered(await patch('nobody', { role: 'user' }))).to.deep.equal([404, 'USER_NOT_FOUND']);
      for (const body of [{ role: 'root' }, { disabled: 'true' }, { disabled: null }, { name: 'x' }])
        expect((await patch(as.id, body)).status).to.equal(422);
      await users.logIn(ADMIN);
    });
  });
});
