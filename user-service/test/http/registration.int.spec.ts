import { silentLogger } from '@shop/common/logging/logger';
import { connectMongo } from '@shop/common/mongo/connection';
import { hash } from '@node-rs/argon2';
import { expect } from 'chai';
import { answered, withUsers } from '../support/with-users.js';

describe('accounts over REST', () => {
  const at = withUsers();

  describe('registration', () => {
    it('answers the account, without secrets', async () => {
      const { status, body } = await at.register(at.person({ email: 'Ada@Example.com' }));
      expect(status).to.equal(201);
      expect(body).to.have.all.keys('id', 'email', 'name', 'role', 'language', 'createdAt');
      expect(body).to.include({ email: 'ada@example.com', name: 'Ada', role: 'user' });
      expect(new Date(body.createdAt).toISOString()).to.equal(body.createdAt);
    });

    it('accepts each address once, whatever its case, even from many at the same time', async () => {
      const who = at.person();
      const replies = await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          at.register({ ...who, email: n % 2 ? who.email : who.email.toUpperCase(), name: `Ada ${n}` }),
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
        const reply = await at.register(at.person(change));
        expect(answered(reply)).to.deep.equal([422, 'VALIDATION_FAILED']);
        expect(reply.body.errors[0]).to.have.keys('path', 'message');
        expect(JSON.stringify(reply.body)).to.not.include('password123');
      });

    it('accepts values at the limits', async () => {
      expect((await at.register(at.person({ password: 'x'.repeat(8), name: 'x' }))).status).to.equal(201);
      expect((await at.register(at.person({ password: '🔑'.repeat(128), name: '😀'.repeat(100) }))).status).to.equal(
        201,
      );
      expect((await at.register(at.person({ password: 'a\u0308'.repeat(128), name: '김\u200b' }))).status).to.equal(
        201,
      );
    });

    it('accepts the password in every normal form afterwards', async () => {
      for (const form of ['NFC', 'NFD'] as const) {
        const who = at.person({ password: 'P\u00e4ssw\u00f6rd-1'.normalize(form) });
        expect((await at.register(who)).status).to.equal(201);
        for (const tried of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const)
          await at.users.logIn({ email: who.email, password: who.password.normalize(tried) });
      }
    });

    it('accepts a password that an earlier release hashed without normalisation', async () => {
      const decomposed = 'P\u00e4ssw\u00f6rd-1'.normalize('NFD');
      const who = at.person({ password: decomposed });
      const { body } = await at.register(who);
      const mongo = await connectMongo(at.users.store.uri('users'), { logger: silentLogger() });
      const passwordHash = await hash(decomposed, { memoryCost: 1024, timeCost: 1, parallelism: 1 });
      await mongo.collection('users').updateOne({ _id: body.id }, { $set: { passwordHash } });
      await mongo.close();
      const composed = { email: who.email, password: decomposed.normalize('NFC') };
      expect(answered(await at.users.call('POST', '/api/users/login', { body: composed }))[0]).to.equal(401);
      await at.users.logIn({ email: who.email, password: decomposed });
      await at.users.logIn(composed);
    });

    it('is replayed for the same key, and refuses another call with it', async () => {
      const who = at.person();
      const first = await at.register(who, { 'idempotency-key': 'k1' });
      const again = await at.register(who, { 'idempotency-key': 'k1' });
      expect([again.status, again.body]).to.deep.equal([201, first.body]);
      expect(again.headers.get('idempotent-replayed')).to.equal('true');
      const other = await at.register({ ...who, name: 'Other' }, { 'idempotency-key': 'k1' });
      expect(answered(other)).to.deep.equal([422, 'IDEMPOTENCY_KEY_REUSED']);
    });

    it('finds the account when its answer was lost, but only with the right password', async () => {
      const who = at.person();
      const headers = { 'idempotency-key': 'k4' };
      const first = await at.register(who, headers);
      const mongo = await connectMongo(at.users.store.uri('users'), { logger: silentLogger() });
      const keys = mongo.collection('idempotency');
      // the state after a crash right before the answer was stored
      await keys.updateMany({}, { $set: { state: 'running', leaseUntil: new Date(0) }, $unset: { answer: 1 } });
      const again = await at.register(who, headers);
      expect([again.status, again.body]).to.deep.equal([201, first.body]);
      await keys.deleteMany({});
      const other = await at.register({ ...who, password: 'another password' }, headers);
      expect(answered(other)).to.deep.equal([409, 'EMAIL_TAKEN']);
      await mongo.close();
    });

    it('creates one account for a call without a key that the gateway retries', async () => {
      const who = at.person();
      const first = await at.register(who, { 'x-gateway-call': 'call-1 1', 'idempotency-key': 'call-1' });
      const again = await at.register(who, { 'x-gateway-call': 'call-1 2', 'idempotency-key': 'call-1' });
      expect([again.status, again.body]).to.deep.equal([201, first.body]);
      expect(again.headers.get('idempotent-replayed')).to.equal(null);
      expect(answered(await at.register(who, { 'x-gateway-call': 'call-2 1' }))).to.deep.equal([409, 'EMAIL_TAKEN']);
    });

    it('separates the keys of different people and addresses', async () => {
      const headers = { 'idempotency-key': 'k2' };
      const who = at.person();
      expect((await at.register(who, headers)).status).to.equal(201);
      expect((await at.register(at.person(), headers)).status).to.equal(201);
      expect(answered(await at.register({ ...who, name: 'Eve' }, headers, '10.0.0.2'))).to.deep.equal([
        409,
        'EMAIL_TAKEN',
      ]);
    });

    it('creates one account and gives equal answers to many at once with one key', async () => {
      const who = at.person();
      const headers = { 'idempotency-key': 'k3' };
      const replies = await Promise.all(Array.from({ length: 20 }, () => at.register(who, headers)));
      for (const reply of replies)
        if (reply.status !== 201) expect(answered(reply)).to.deep.equal([409, 'IDEMPOTENCY_IN_PROGRESS']);
      const answers = await Promise.all(Array.from({ length: 5 }, () => at.register(who, headers)));
      const ids = [...replies, ...answers].filter(({ status }) => status === 201).map(({ body }) => body.id);
      expect(new Set(ids).size).to.equal(1);
    });
  });
});
