import { ACCESS_TOKEN_LIFE } from '../../dist/domain/lifetimes.js';
import { InternalTokens } from '@shop/common/auth/internal-tokens';
import type { Problem } from '@shop/common/errors';
import { GrpcClient } from '@shop/common/grpc/client';
import { createMetrics } from '@shop/common/metrics';
import type { UsersDefinition } from '@shop/protos/generated/shop/v1/Users';
import type { ProcessName } from '@shop/topology/processes';
import { expect } from 'chai';
import { SECRET, startUsers, type Users } from '../support/users.js';

describe('accounts over gRPC', () => {
  let users: Users;
  const clients: GrpcClient<UsersDefinition>[] = [];
  const connect = (secret = SECRET, caller: ProcessName = 'gateway') => {
    const client = new GrpcClient<UsersDefinition>({
      service: 'Users',
      callee: 'user-service',
      addresses: [`127.0.0.1:${users.apps[0]!.ports.grpc}`],
      internal: new InternalTokens(caller, secret),
      metrics: createMetrics('test'),
    });
    clients.push(client);
    return client;
  };
  before(async () => {
    users = await startUsers();
  });
  after(async () => {
    for (const client of clients) client.close();
    await users.stop();
  });
  const refused = (work: Promise<unknown>) =>
    work.then(
      () => expect.fail('it was answered'),
      ({ status, code }: Problem) => [status, code],
    );

  it('gives one account', async () => {
    const who = await users.register();
    const account = await connect().call('GetUser', { userId: who.id });
    expect(account).to.include({ id: who.id, email: who.email, name: 'Ada', role: 'user', disabled: false });
    expect(Number(account.createdAtMs)).to.be.closeTo(Date.now(), 60_000);
    expect(JSON.stringify(account)).to.not.match(/argon2|password/i);
    expect(await refused(connect().call('GetUser', { userId: 'nobody' }))).to.deep.equal([404, 'USER_NOT_FOUND']);
    expect(await refused(connect().call('GetUser', {}))).to.deep.equal([422, 'VALIDATION_FAILED']);
    expect(await refused(connect().call('GetUser', { userId: 'a b' }))).to.deep.equal([422, 'VALIDATION_FAILED']);
  });

  it('gives several accounts, and leaves out those that nobody has', async () => {
    const [ada, other] = [await users.register(), await users.register()];
    const wanted = [ada.id, 'nobody', 'a b', '', other.id, ada.id];
    const client = connect(SECRET, 'notification-service');
    const found = (await client.call('GetUsers', { userIds: wanted })).users;
    expect(found.map(({ id }) => id)).to.have.members([ada.id, other.id]);
    expect(found.find(({ id }) => id === ada.id)).to.include({ email: ada.email, name: 'Ada', disabled: false });
    expect(JSON.stringify(found)).to.not.match(/argon2|password/i);
    expect((await client.call('GetUsers', {})).users).to.deep.equal([]);
    const tooLong = ['a'.repeat(129)];
    expect(await refused(client.call('GetUsers', { userIds: tooLong }))).to.deep.equal([422, 'VALIDATION_FAILED']);
    const tooMany = Array.from({ length: 101 }, (_, n) => `id-${n}`);
    expect(await refused(client.call('GetUsers', { userIds: tooMany }))).to.deep.equal([422, 'VALIDATION_FAILED']);
  });

  it('lists the administrators that are enabled', async () => {
    const [as, other, customer] = [await users.admin(), await users.register(), await users.register()];
    const change = (body: object) => users.call('PATCH', `/api/users/${other.id}`, { as, body });
    const client = connect(SECRET, 'notification-service');
    const named = async () => (await client.call('ListAdministrators', {})).userIds;
    await change({ role: 'admin' });
    expect(await named()).to.include.members([as.id, other.id]);
    expect(await named()).to.not.include(customer.id);
    await change({ disabled: true });
    expect(await named()).to.include(as.id);
    expect(await named()).to.not.include(other.id);
  });

  it('validates an access token, with the current role', async () => {
    const [who, as] = [await users.register(), await users.admin()];
    const { accessToken } = await users.logIn(who);
    const claims = await connect().call('ValidateToken', { accessToken });
    expect(claims).to.include({ userId: who.id, role: 'user' });
    expect(Number(claims.expiresAtMs) - Date.now()).to.be.within(ACCESS_TOKEN_LIFE - 100_000, ACCESS_TOKEN_LIFE);
    await users.call('PATCH', `/api/users/${who.id}`, { as, body: { role: 'admin' } });
    expect((await connect().call('ValidateToken', { accessToken })).role).to.equal('admin');
    await users.call('PATCH', `/api/users/${who.id}`, { as, body: { disabled: true } });
    expect(await refused(connect().call('ValidateToken', { accessToken }))).to.deep.equal([403, 'ACCOUNT_DISABLED']);
  });

  it('refuses texts that are not access tokens', async () => {
    const { refreshToken } = await users.logIn(await users.register());
    for (const accessToken of ['nonsense', refreshToken])
      expect(await refused(connect().call('ValidateToken', { accessToken }))).to.deep.equal([401, 'UNAUTHENTICATED']);
    for (const accessToken of ['', 'x'.repeat(5000)])
      expect(await refused(connect().call('ValidateToken', { accessToken }))).to.deep.equal([422, 'VALIDATION_FAILED']);
  });

  it('refuses a caller with another secret', async () => {
    const unknownCaller = connect('another-secret-of-32-characters-!!');
    // 503 at the caller: its process is not trusted, whatever user it acts for
    expect(await refused(unknownCaller.call('GetUser', { userId: 'a' }))).to.deep.equal([503, 'SERVICE_UNAVAILABLE']);
  });
});
