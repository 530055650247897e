import type { Role } from '@shop/common/auth/callers';
import { connectMongo } from '@shop/common/mongo/connection';
import { silentLogger } from '@shop/common/logging/logger';
import { expect } from 'chai';
import type { Connection, mongo } from 'mongoose';
import { AdministratorsRepository } from '../../dist/data/administrators.repository.js';
import { UserRepository } from '../../dist/data/user.repository.js';
import { syncAdministrators, takeOut } from '../../dist/use-cases/keep-administrators.js';
import { startUsers, type Users } from '../support/users.js';

type Who = { id: string; role: Role };

describe('the last administrator', () => {
  let users: Users;
  let database: Connection;
  let parts: { users: UserRepository; administrators: AdministratorsRepository };
  let first: Who;
  let second: Who;
  before(async () => {
    users = await startUsers({ replicas: 2 });
    database = await connectMongo(users.store.uri('users'), { logger: silentLogger() });
    parts = { users: new UserRepository(database), administrators: new AdministratorsRepository(database) };
    first = await users.admin();
    second = await users.register();
  });
  after(async () => {
    await database?.close();
    await users?.stop();
  });

  const collection = <D extends { _id: string }>(name: string) =>
    database.collection<D>(name) as unknown as mongo.Collection<D>;
  const patch = async (by: Who, id: string, body: object, replica = 0): Promise<string> => {
    const reply = await users.call('PATCH', `/api/users/${id}`, { as: { ...by, role: 'admin' }, body, replica });
    return reply.status === 200 ? 'changed' : reply.body.code;
  };
  const left = async () => (await parts.users.enabledAdministrators()).map(({ id }) => id);
  /** Restores these administrators through one who is left. */
  const restore = async (...all: Who[]) => {
    const [someone] = await left();
    for (const { id } of all)
      if (id !== someone)
        expect(await patch({ id: someone!, role: 'admin' }, id, { role: 'admin', disabled: false })).to.equal(
          'changed',
        );
  };

  it('can be neither demoted nor disabled, even by itself', async () => {
    for (const body of [{ role: 'user' }, { role: 'viewer' }, { disabled: true }, { role: 'admin', disabled: true }])
      expect(await patch(first, first.id, body)).to.equal('LAST_ADMINISTRATOR');
    expect(await patch(first, first.id, { role: 'admin', disabled: false })).to.equal('changed');
    expect(await left()).to.deep.equal([first.id]);
  });

  it('can be demoted once there is another', async () => {
    await restore(second);
    expect(await patch(first, first.id, { role: 'user' })).to.equal('changed');
    expect(await patch(second, second.id, { disabled: true })).to.equal('LAST_ADMINISTRATOR');
    await restore(first);
  });

  const demote = { role: 'user' };
  const disable = { disabled: true };
  const races: [string, (a: Who, b: Who) => [by: Who, id: string, body: object][]][] = [
    [
      'two demote each other',
      (a, b) => [
        [a, b.id, demote],
        [b, a.id, demote],
      ],
    ],
    [
      'one demotes and the other disables',
      (a, b) => [
        [a, b.id, demote],
        [b, a.id, disable],
      ],
    ],
    [
      'two go by themselves',
      (a, b) => [
        [a, a.id, demote],
        [b, b.id, disable],
      ],
    ],
    [
      'one is demoted and disabled, and the other demoted',
      (a, b) => [
        [a, b.id, demote],
        [a, b.id, disable],
        [b, a.id, demote],
      ],
    ],
  ];
  for (const [what, requestsOf] of races)
    it(`is left when ${what} at the same moment, over two replicas`, async () => {
      for (let round = 0; round < 12; round++) {
        await restore(first, second);
        const requests = requestsOf(first, second).flatMap((each) => [each, each]);
        const answers = await Promise.all(requests.map((each, n) => patch(...each, (n + round) % 2)));
        expect(await left(), `round ${round}: ${answers.join()}`).to.have.length(1);
        for (const answer of answers) expect(answer).to.be.oneOf(['changed', 'LAST_ADMINISTRATOR', 'FORBIDDEN']);
        expect(answers).to.include('changed');
      }
    });

  it('is counted correctly after a process died between the two writes', async () => {
    await restore(first, second);
    expect(await takeOut(parts, second.id)).to.equal(true);
    // a removal has ten seconds to finish: until then the other one counts as the last
    expect(await patch(second, first.id, demote)).to.equal('LAST_ADMINISTRATOR');
    await collection('administrators').updateOne({}, { $set: { 'leaving.0.at': new Date(Date.now() - 11_000) } });
    expect(await patch(second, first.id, demote)).to.equal('changed');
    expect(await left()).to.deep.equal([second.id]);
    await restore(first);
  });

  it('stays even if a process that counted as dead continues', async () => {
    await restore(first, second);
    const slow = await parts.users.byId(second.id);
    expect(await takeOut(parts, second.id)).to.equal(true);
    await collection('administrators').updateOne({}, { $set: { 'leaving.0.at': new Date(Date.now() - 11_000) } });
    expect(await patch(second, first.id, demote)).to.equal('changed');
    expect(await parts.users.change(slow!, { role: 'user' })).to.equal(undefined);
    expect(await left()).to.deep.equal([second.id]);
    await restore(first);
  });

  it('is derived from accounts that an earlier release wrote', async () => {
    await restore(first, second);
    await collection('administrators').deleteMany({});
    await collection('users').updateMany({}, { $unset: { revision: 1 } });
    expect(await patch(first, second.id, demote)).to.equal('changed');
    expect(await patch(first, first.id, demote)).to.equal('LAST_ADMINISTRATOR');
    // an earlier release demotes without an update of the administrators
    await restore(second);
    await collection('users').updateOne({ _id: second.id }, { $set: { role: 'user' } });
    expect(await patch(first, first.id, demote)).to.equal('LAST_ADMINISTRATOR');
    expect((await syncAdministrators(parts)).ids).to.deep.equal([first.id]);
  });
});
