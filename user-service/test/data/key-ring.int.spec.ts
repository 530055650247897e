import { AccessTokens } from '@shop/common/auth/access-tokens';
import { ACCOUNTS } from '@shop/protos/system';
import { InternalTokens } from '@shop/common/auth/internal-tokens';
import { ConfigError } from '@shop/common/config/config';
import { silentLogger } from '@shop/common/logging/logger';
import { connectMongo, ensureIndexes } from '@shop/common/mongo/connection';
import { days, hours, minutes, seconds } from '@shop/common/time';
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import type { Connection } from 'mongoose';
import { startStore, type TestStore } from '@shop/testkit/store';
import { startApp } from '../../dist/app.js';
import { Tokens } from '../../dist/crypto/tokens.js';
import { KeyRing } from '../../dist/data/key-ring.js';
import { SigningKeyRepository } from '../../dist/data/signing-key.repository.js';
import { KEY_AFTERLIFE, KEY_LEAD } from '../../dist/domain/lifetimes.js';
import { SECRET, startUsers } from '../support/users.js';

const SEALED_BY = 'a-secret-that-seals-the-keys-of-32';
const logger = silentLogger();

describe('the signing keys', () => {
  let store: TestStore;
  let mongo: Connection;
  let database = 0;
  const opened: KeyRing[] = [];
  let clock = Date.now();

  before(async () => {
    store = await startStore();
  });
  beforeEach(async () => {
    clock = Date.now();
    mongo = await connectMongo(store.uri(`keys-${++database}`), { logger });
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((ring) => ring.close()));
    await mongo.close();
  });
  after(() => store.stop());

  const repository = (secret = SEALED_BY) => {
    const name = 'SigningKey';
    if (mongo.models[name]) mongo.deleteModel(name);
    return new SigningKeyRepository(mongo, secret);
  };
  const open = async (keys = repository()) => {
    await ensureIndexes(mongo);
    const ring = await KeyRing.open({ keys, logger, maxAge: days(30), now: () => new Date(clock) });
    opened.push(ring);
    return ring;
  };
  const user = { id: 'u1', role: 'user' as const };
  const tokensOf = (ring: KeyRing) => new Tokens(ring);
  const kidOf = (token: string) => jwt.decode(token, { complete: true })!.header.kid;
  const kids = (ring: KeyRing) => ring.jwks().keys.map(({ kid }) => kid);

  it('are created once, however many replicas start at the same time', async () => {
    const keys = repository();
    await ensureIndexes(mongo);
    const rings = await Promise.all(Array.from({ length: 5 }, () => open(keys)));
    expect(new Set(rings.flatMap(kids)).size).to.equal(1);
    expect(await mongo.collection('signing_keys').countDocuments()).to.equal(1);
  });

  it('are encrypted in the database, and unusable without the secret', async () => {
    await open();
    const [document] = await mongo.collection('signing_keys').find({}).toArray();
    expect(JSON.stringify(document)).to.not.include('PRIVATE KEY');
    const thrown = await open(repository('another-secret-of-32-characters-xx')).catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(ConfigError);
    expect((thrown as Error).message)
      .to.match(/JWT_KEY_SECRET/)
      .and.not.include(SEALED_BY);
  });

  it('publish no private part', async () => {
    expect((await open()).jwks().keys[0]).to.have.all.keys('kty', 'crv', 'x', 'y', 'kid', 'use', 'alg');
  });

  it('are replaced without logging anyone out', async () => {
    const ring = await open();
    const tokens = tokensOf(ring);
    const old = tokens.issueAccess(user);
    const newest = await ring.rotate();

    expect(kids(ring)).to.deep.equal([newest, kidOf(old)]);
    clock += KEY_LEAD - seconds(1);
    expect(kidOf(tokens.issueAccess(user)), 'not used before all know it').to.equal(kidOf(old));
    clock += seconds(1);
    expect(kidOf(tokens.issueAccess(user))).to.equal(newest);
    expect((await tokens.read(old)).userId).to.equal('u1');

    clock += KEY_AFTERLIFE - minutes(1);
    await ring.refresh();
    expect(kids(ring)).to.include(kidOf(old));
    clock += minutes(1);
    await ring.refresh();
    expect(kids(ring)).to.deep.equal([newest]);
    expect(await mongo.collection('signing_keys').countDocuments()).to.equal(1);
  });

  it('are shared: a replica accepts what another signed with a key that it has not seen', async () => {
    const keys = repository();
    const [one, other] = [await open(keys), await open(keys)];
    const newest = await one.rotate();
    clock += KEY_LEAD;
    const token = tokensOf(one).issueAccess(user);
    expect(kidOf(token)).to.equal(newest);
    await other.refresh();
    expect((await tokensOf(other).read(token)).userId).to.equal('u1');
  });

  it('are replaced once when two replicas do so at the same time', async () => {
    const keys = repository();
    const [one, other] = [await open(keys), await open(keys)];
    const newest = await Promise.all([one.rotate(), other.rotate()]);
    expect(newest[0]).to.equal(newest[1]);
    expect(kids(one)).to.have.length(2);
    expect(kids(other)).to.deep.equal(kids(one));
  });

  it('are replaced automatically when they are old', async () => {
    const ring = await open();
    clock += days(30);
    await ring.refresh();
    expect(kids(ring)).to.have.length(2);
    await ring.refresh();
    expect(kids(ring)).to.have.length(2);
  });

  it('do not verify what was signed in another way', async () => {
    const ring = await open();
    const tokens = tokensOf(ring);
    const { kid, privateKey, publicKey } = ring.signingKey();
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const common = { subject: 'u1', issuer: ACCOUNTS.issuer, audience: ACCOUNTS.audience, keyid: kid };
    const es256 = { ...common, algorithm: 'ES256' as const };
    const { audience: _, ...noAudience } = es256;
    const forged = {
      'an unknown key': jwt.sign({}, privateKey, { ...es256, keyid: 'unknown', expiresIn: 60 }),
      'another algorithm': jwt.sign({}, Buffer.from(pem), { ...common, algorithm: 'HS256', expiresIn: 60 }),
      'no signature': jwt.sign({}, '', { ...common, algorithm: 'none', expiresIn: 60 }),
      'another audience': jwt.sign({}, privateKey, { ...es256, audience: 'elsewhere', expiresIn: 60 }),
      'no audience': jwt.sign({}, privateKey, { ...noAudience, expiresIn: 60 }),
      'another issuer': jwt.sign({}, privateKey, { ...es256, issuer: 'elsewhere', expiresIn: 60 }),
      'an end in the past': jwt.sign({}, privateKey, { ...es256, expiresIn: -hours(1) / 1000 }),
      'no end': jwt.sign({}, privateKey, es256),
      nonsense: 'nonsense',
    };
    for (const [what, token] of Object.entries(forged)) {
      const thrown = (await tokens.read(token).catch((error: unknown) => error)) as { status?: number };
      expect(thrown.status, what).to.equal(401);
    }
  });
});

describe('the published keys', () => {
  it('let another process verify tokens on its own, and another replica accept them', async () => {
    const users = await startUsers();
    try {
      const who = await users.register();
      const { accessToken } = await users.logIn(who);
      const elsewhere = new AccessTokens(
        [`http://127.0.0.1:${users.apps[0]!.ports.http}`],
        new InternalTokens('gateway', SECRET),
      );
      expect(await elsewhere.read(accessToken)).to.deep.include({ userId: who.id, role: 'user' });
      const again = await startApp(users.config, logger);
      const answer = await fetch(`http://127.0.0.1:${again.ports.http}/api/users/me`, {
        headers: { authorization: `Bearer ${accessToken}` },
      });
      await again.close();
      expect(answer.status).to.equal(200);
    } finally {
      await users.stop();
    }
  });
});
