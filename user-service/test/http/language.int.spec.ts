import { connectMongo } from '@shop/common/mongo/connection';
import { silentLogger } from '@shop/common/logging/logger';
import { expect } from 'chai';
import { startUsers, type Users } from '../support/users.js';

describe('the language of an account', () => {
  let users: Users;
  before(async () => {
    users = await startUsers();
  });
  after(() => users?.stop());

  let n = 0;
  const registered = async (header: string | undefined, more: object = {}) => {
    const body = { email: `language-${n++}@example.com`, password: 'password123', name: 'Ada', ...more };
    const headers = header === undefined ? {} : { 'accept-language': header };
    return users.call('POST', '/api/users/register', { body, headers });
  };

  for (const [header, language] of [
    ['ko', 'ko'],
    ['ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7', 'ko'],
    ['en-GB, ko;q=0.5', 'en'],
    ['fr, ko;q=0.4, en;q=0.2', 'ko'],
    ['ko;q=0', 'en'],
    ['de', 'en'],
    ['*', 'en'],
    [';;q=x,,', 'en'],
  ] as const)
    it(`is ${language} for Accept-Language: ${header}`, async () =>
      expect((await registered(header)).body.language).to.equal(language));

  it('is the one of the registration, and can be changed by its owner', async () => {
    const { body } = await registered('en', { language: 'ko' });
    expect(body.language).to.equal('ko');
    const as = { id: body.id, role: body.role };
    const change = (changes: object) => users.call('PATCH', '/api/users/me', { as, body: changes });
    expect((await change({ language: 'en' })).body).to.include({ language: 'en', name: 'Ada' });
    expect((await change({ name: 'Grace' })).body).to.include({ language: 'en', name: 'Grace' });
    expect((await change({})).body).to.include({ language: 'en', name: 'Grace' });
    expect((await change({ language: 'fr' })).body.code).to.equal('VALIDATION_FAILED');
    expect((await registered(undefined, { language: 'xx' })).status).to.equal(422);
  });

  it('is English for an account of an earlier release', async () => {
    const { body } = await registered('ko');
    const mongo = await connectMongo(users.store.uri('users'), { logger: silentLogger() });
    await mongo.collection('users').updateOne({ _id: body.id }, { $unset: { language: 1 } });
    await mongo.close();
    const as = { id: body.id, role: body.role };
    expect((await users.call('GET', '/api/users/me', { as })).body.language).to.equal('en');
  });
});
