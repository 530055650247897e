import { connectMongo } from '@shop/common/mongo/connection';
import { silentLogger } from '@shop/common/logging/logger';
import type { UsersDefinition } from '@shop/protos/generated/shop/v1/Users';
import type { AnyJson } from '@shop/testkit/json';
import { rightCaller, type Calls } from '@shop/testkit/right-caller';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { startNotifications } from '../support/notifications.js';
import { keepingLogger, SECRET, startUsers, type Users } from '../support/users.js';

const NEW = 'another-password';

describe('a forgotten password', () => {
  let users: Users;
  let notifications: Awaited<ReturnType<typeof startNotifications>>;
  let grpc: Calls<UsersDefinition>;
  const kept = keepingLogger();
  before(async () => {
    notifications = await startNotifications();
    users = await startUsers({ logger: kept.logger, NOTIFICATION_SERVICE_GRPC_URLS: [notifications.address] });
    const addresses = [`127.0.0.1:${users.apps[0]!.ports.grpc}`];
    grpc = rightCaller<UsersDefinition>({ service: 'Users', callee: 'user-service', addresses, secret: SECRET });
  });
  after(async () => {
    grpc?.close();
    await users?.stop();
    await notifications?.stop();
  });

  const ask = (email: string, headers: Record<string, string> = {}) =>
    users.call('POST', '/api/users/password-reset', { body: { email }, headers });
  const confirm = (token: string, newPassword = NEW, address?: string) =>
    users.call('POST', '/api/users/password-reset/confirm', {
      body: { token, newPassword },
      ...(address ? { address } : {}),
    });
  const logIn = (email: string, password: string, address?: string) =>
    users.call('POST', '/api/users/login', { body: { email, password }, ...(address ? { address } : {}) });
  const resetsOf = (userId: string) => notifications.asked.filter((each) => each.userId === userId);
  /** The token that the mail of a new reset would contain. */
  const tokenFor = async ({ id, email }: { id: string; email: string }) => {
    const before = resetsOf(id).length;
    expect((await ask(email)).status).to.equal(202);
    await until('the mail is requested', async () => resetsOf(id).length > before);
    const { resetId } = resetsOf(id).at(-1)!;
    return (await grpc.call('GetPasswordReset', { resetId })).token;
  };
  const stored = async <T>(work: (collection: AnyJson) => Promise<T>): Promise<T> => {
    const mongo = await connectMongo(users.store.uri('users'), { logger: silentLogger() });
    try {
      return await work(mongo.collection('password_resets'));
    } finally {
      await mongo.close();
    }
  };

  it('is replaced through the link of a mail, once, and every log-in ends', async () => {
    const who = await users.register();
    const { refreshToken } = await users.logIn(who);
    const token = await tokenFor(who);
    expect((await confirm(token)).status).to.equal(204);
    expect((await confirm(token, 'a-third-password')).body.code).to.equal('BAD_RESET_TOKEN');
    expect((await users.call('POST', '/api/users/refresh', { body: { refreshToken } })).status).to.equal(401);
    expect((await logIn(who.email, who.password)).status).to.equal(401);
    expect((await logIn(who.email.toUpperCase(), NEW)).status).to.equal(200);
  });

  it('is replaced once by twenty simultaneous uses of one link', async () => {
    const token = await tokenFor(await users.register());
    const replies = await Promise.all(Array.from({ length: 20 }, (_, n) => confirm(token, `password number ${n}`)));
    expect(replies.filter(({ status }) => status === 204)).to.have.length(1);
    expect(replies.filter(({ status }) => status === 401)).to.have.length(19);
  });

  it('has no valid link once the password was changed, another link was used or the account was disabled', async () => {
    const who = await users.register();
    const [first, second] = [await tokenFor(who), await tokenFor(who)];
    expect((await confirm(second)).status).to.equal(204);
    expect((await confirm(first)).body.code).to.equal('BAD_RESET_TOKEN');
    const third = await tokenFor(who);
    const body = { currentPassword: NEW, newPassword: 'chosen by hand' };
    expect((await users.call('PUT', '/api/users/me/password', { as: who, body })).status).to.equal(204);
    expect((await confirm(third)).status).to.equal(401);
    const fourth = await tokenFor(who);
    await users.call('PATCH', `/api/users/${who.id}`, { as: await users.admin(), body: { disabled: true } });
    expect((await confirm(fourth)).status).to.equal(401);
    expect((await ask(who.email)).status).to.equal(202);
  });

  it('has links that expire after an hour', async () => {
    const who = await users.register();
    const token = await tokenFor(who);
    const [resetId] = token.split('.');
    const { at, expiresAt } = await stored<{ at: number; expiresAt: number }>((all) => all.findOne({ _id: resetId }));
    expect(expiresAt - at).to.equal(3_600_000);
    await stored((all) => all.updateOne({ _id: resetId }, { $set: { expiresAt: new Date() } }));
    expect((await confirm(token)).body.code).to.equal('BAD_RESET_TOKEN');
    const late = await grpc.call('GetPasswordReset', { resetId: resetId! }).catch((error: unknown) => error);
    expect(late).to.have.property('code', 'BAD_RESET_TOKEN');
  });

  it('accepts no forged token and no weak password, after which the link still works', async () => {
    const token = await tokenFor(await users.register());
    const [resetId, code] = token.split('.');
    const swapped = `${code![0] === 'A' ? 'B' : 'A'}${code!.slice(1)}`;
    for (const bad of ['', 'x', resetId!, `${resetId}.`, `${resetId}.${swapped}`, `${token}x`, 'x'.repeat(4000)])
      if (bad === '') expect((await confirm(bad)).status).to.equal(422);
      else expect((await confirm(bad)).body.code, bad).to.equal('BAD_RESET_TOKEN');
    for (const weak of ['short', '        ', 'x'.repeat(129)])
      expect((await confirm(token, weak)).body.code, weak).to.equal('VALIDATION_FAILED');
    expect((await confirm(token)).status).to.equal(204);
  });

  it('is answered in the same way for an address without an account, and nothing of it is kept', async () => {
    const { email, id } = await users.register();
    const answers = [await ask(email), await ask('nobody@example.com')];
    const shown = answers.map(({ status, body, headers }) => [status, body, [...headers.keys()].sort()]);
    expect(shown[0]).to.deep.equal(shown[1]);
    await until('the mail is requested', async () => resetsOf(id).length === 1);
    await until(
      'nothing is kept',
      async () => (await stored((all) => all.countDocuments({ email: { $exists: true } }))) === 0,
    );
    expect((await ask('no address')).status).to.equal(422);
  });

  it('takes the same time for an address without an account', async function () {
    this.timeout(60_000);
    const mine: number[] = [];
    const nobodys: number[] = [];
    const accounts = await Promise.all(Array.from({ length: 8 }, () => users.register()));
    for (let n = 0; n < 160; n++) {
      const known = n % 2 === 0;
      const email = known ? accounts[(n / 2) % accounts.length]!.email : `nobody-${n}@example.com`;
      const began = performance.now();
      await ask(email);
      (known ? mine : nobodys).push(performance.now() - began);
    }
    const median = (times: number[]) => times.sort((a, b) => a - b)[times.length / 2]!;
    expect(Math.abs(median(mine) - median(nobodys))).to.be.below(Math.max(2, median(nobodys) / 2));
  });

  it('is mailed once for a key and about five times an hour at most, and links that were sent stay valid', async () => {
    const who = await users.register();
    const key = { 'idempotency-key': 'forgotten' };
    for (let n = 0; n < 3; n++) expect((await ask(who.email, key)).status).to.equal(202);
    await until('one mail', async () => resetsOf(who.id).length === 1);
    for (let n = 0; n < 8; n++) expect((await ask(who.email)).status).to.equal(202);
    await until(
      'all are processed',
      async () => (await stored((all) => all.countDocuments({ mailIntent: { $exists: true } }))) === 0,
    );
    expect(resetsOf(who.id).length).to.be.within(5, 8);
    const { resetId } = resetsOf(who.id)[0]!;
    expect((await confirm((await grpc.call('GetPasswordReset', { resetId })).token)).status).to.equal(204);
  });

  it('waits for notification-service', async () => {
    const who = await users.register();
    notifications.state.down = true;
    expect((await ask(who.email)).status).to.equal(202);
    notifications.state.down = false;
    await until('the mail is requested', async () => resetsOf(who.id).length === 1);
  });

  it('unlocks the new address of an owner whom a guesser locked out, and not the guesser’s', async () => {
    const who = await users.register();
    const [guesser, owner] = ['198.51.100.9', '203.0.113.77'];
    const guess = () => logIn(who.email, 'wrong', guesser);
    for (let n = 0; n < 11; n++) await guess();
    expect((await logIn(who.email, who.password, owner)).status).to.equal(429);
    expect((await confirm(await tokenFor(who), NEW, owner)).status).to.equal(204);
    expect((await logIn(who.email, NEW, owner)).status).to.equal(200);
    expect((await logIn(who.email, NEW, guesser)).status).to.equal(429);
  });

  it('unlocks a known address from which the owner has failed too often', async () => {
    const who = await users.register();
    const home = '192.0.2.7';
    expect((await logIn(who.email, who.password, home)).status).to.equal(200);
    for (let n = 0; n < 10; n++) await logIn(who.email, 'wrong', home);
    expect((await logIn(who.email, who.password, home)).status).to.equal(429);
    expect((await confirm(await tokenFor(who), NEW, home)).status).to.equal(204);
    expect((await logIn(who.email, NEW, home)).status).to.equal(200);
  });

  it('leaves neither token nor address in the stored resets or in logs', async () => {
    const who = await users.register();
    const token = await tokenFor(who);
    expect((await confirm(token)).status).to.equal(204);
    const everything = `${JSON.stringify(await stored((all) => all.find({}).toArray()))}\n${kept.lines.join('\n')}`;
    for (const secret of [token, token.split('.')[1]!, who.email])
      expect(everything.includes(secret), secret).to.equal(false);
  });
});
