import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '@shop/dev/root';
import { processNames, processOf } from '@shop/topology/processes';
import { expect } from 'chai';
import { composeFile, dotenv, textOf } from './compose.js';
import { readConfigOf } from './configs.js';

const example = dotenv(textOf('.env.example'));

describe('npm run env', () => {
  let folder: string;
  let target: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'shop-env-'));
    target = join(folder, '.env');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(root, 'deploy', 'env.mjs'), '--to', target, ...args], { encoding: 'utf8' });
  const written = () => dotenv(readFileSync(target, 'utf8'));

  it('writes every variable of the example, with a different random value for each secret, readable by the owner only', () => {
    expect(run().status).to.equal(0);
    const env = written();
    expect(Object.keys(env)).to.deep.equal(Object.keys(example));
    const secrets = Object.keys(env).filter((name) => /(SECRET|PASSWORD)$/.test(name));
    expect(new Set(secrets.map((name) => env[name])).size).to.equal(secrets.length);
    for (const name of secrets) expect(env[name], name).to.match(/^[0-9a-f]{64}$/);
    expect(statSync(target).mode & 0o777).to.equal(0o600);
  });

  it('prints no secret', () => {
    const { stdout, stderr } = run();
    for (const secret of Object.values(written()).filter((value) => /^[0-9a-f]{64}$/.test(value)))
      expect(stdout + stderr).not.to.contain(secret);
  });

  it('refuses to overwrite a file, and says why', () => {
    writeFileSync(target, 'MINE=1\n');
    const { status, stderr } = run();
    expect(status).to.equal(1);
    expect(stderr).to.contain('left as it is');
    expect(readFileSync(target, 'utf8')).to.equal('MINE=1\n');
  });

  it('refuses an unknown option', () => {
    expect(run('--prod')).to.include({ status: 1 });
  });

  it('writes with --production an environment that production accepts once the Stripe key is filled in', async () => {
    run('--production');
    const env = { ...written(), STRIPE_SECRET_KEY: 'sk_live_0123456789abcdef' };
    const { services } = composeFile('docker-compose.yml', env);
    for (const name of processNames.filter((each) => !processOf(each).simulated)) {
      const environment = Object.entries(services[name]?.environment ?? {}).map(([key, value]) => [key, String(value)]);
      expect(await readConfigOf(name, Object.fromEntries(environment))).to.include({ NODE_ENV: 'production' });
    }
  });
});
