import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connectMongo } from '@shop/common/mongo/connection';
import { silentLogger } from '@shop/common/logging/logger';
import { expect } from 'chai';
import { startUsers, type Users } from './support/users.js';

describe('npm run rotate-keys', () => {
  let users: Users;
  before(async () => {
    users = await startUsers();
  });
  after(() => users.stop());

  const run = async (env: NodeJS.ProcessEnv) => {
    const script = fileURLToPath(new URL('../dist/rotate-keys.js', import.meta.url));
    const child = spawn(process.execPath, [script], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
    const [code] = (await once(child, 'close')) as [number];
    return { code, output };
  };
  const environment = () =>
    Object.fromEntries(
      Object.entries(users.config).map(([name, value]) => [name, value === false ? 'off' : String(value)]),
    );

  const generations = async () => {
    const mongo = await connectMongo(users.store.uri('users'), { logger: silentLogger() });
    try {
      return await mongo.collection('signing_keys').distinct('generation');
    } finally {
      await mongo.close();
    }
  };

  it('adds a key beside the running service, and logs nobody out', async () => {
    const { accessToken } = await users.logIn(await users.register());
    const { code, output } = await run(environment());
    expect(code, output).to.equal(0);
    expect(output).to.include('A new signing key is published').and.not.include('PRIVATE KEY');
    expect(await generations()).to.have.members([1, 2]);
    expect((await users.call('GET', '/api/users/me', { bearer: accessToken })).status).to.equal(200);
  });

  it('exits with 78 and one sentence when the secret differs, and adds no key', async () => {
    const before = await generations();
    const { code, output } = await run({ ...environment(), JWT_KEY_SECRET: 'not-the-secret-of-these-keys-at-all' });
    expect(code).to.equal(78);
    expect(output).to.match(/^The environment is not usable: JWT_KEY_SECRET does not open.*$/m);
    expect(await generations()).to.deep.equal(before);
  });
});
