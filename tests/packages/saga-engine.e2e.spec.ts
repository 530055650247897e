import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { expect } from 'chai';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

describe('the package of the saga engine, in an empty project', function () {
  this.timeout(240_000);
  let folder: string;
  let redis: TestRedis;
  let store: TestStore;

  before(async () => {
    [folder, redis, store] = await Promise.all([mkdtemp(join(tmpdir(), 'empty-project-')), startRedis(), startStore()]);
    const before = await readFile(join(root, 'packages/saga-engine/package.json'), 'utf8');
    const { stdout } = await run(
      'npm',
      ['pack', '--silent', '-w', 'packages/saga-engine', '--pack-destination', folder],
      {
        cwd: root,
      },
    );
    expect(await readFile(join(root, 'packages/saga-engine/package.json'), 'utf8'), 'put back').to.equal(before);
    await writeFile(join(folder, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }');
    const packages = [join(folder, stdout.trim()), 'typescript@5', '@types/node@20', 'tsx@4'];
    await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--silent', ...packages], {
      cwd: folder,
    });
  });
  after(async () => {
    await Promise.all([redis?.stop(), store?.stop()]);
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it('installs without anything of this repository, type-checks and runs its first example', async () => {
    const { dependencies } = JSON.parse(
      await readFile(join(folder, 'node_modules/saga-engine/package.json'), 'utf8'),
    ) as { dependencies: Record<string, string> };
    expect(Object.keys(dependencies).filter((name) => name.startsWith('@shop/'))).to.deep.equal([]);
    const example = await readFile(join(root, 'packages/saga-engine/examples/first.ts'), 'utf8');
    await writeFile(join(folder, 'first.ts'), example);
    const options = ['--module', 'nodenext', '--target', 'es2023', '--strict', '--skipLibCheck', '--types', 'node'];
    await run(process.execPath, ['node_modules/typescript/bin/tsc', ...options, 'first.ts'], { cwd: folder }).catch(
      ({ stdout }: { stdout: string }) => expect.fail(stdout),
    );
    const { stdout } = await run(process.execPath, ['first.js'], {
      cwd: folder,
      env: { ...process.env, MONGODB_URI: store.uri('empty'), REDIS_URL: redis.url },
    });
    expect(stdout).to.match(
      /^trip-2\S* COMPLETED: hold-room done, book-flight done\ntrip-5\S* COMPENSATED \(NO_SEAT\)/,
    );
  });

  it('takes participants over gRPC, over HTTP in Python and in the process, and goes on after a kill -9', async () => {
    for (const part of ['examples/trip-booking', 'tests/packages/project'])
      await cp(join(root, part), join(folder, part), { recursive: true });
    const files = await mkdtemp(join(folder, 'participants-'));
    const env = { ...process.env, MONGODB_URI: store.uri('project'), REDIS_URL: redis.url };
    const start = (what: string) =>
      spawn(process.execPath, ['--import', 'tsx', 'tests/packages/project/main.ts', what, files], {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    const begun = start('begin');
    const [line] = (await once(createInterface(begun.stdout), 'line')) as [string];
    expect(line).to.equal('waiting');
    begun.kill('SIGKILL');
    await once(begun, 'exit');

    const goesOn = start('go-on');
    const [output] = await Promise.all([text(goesOn.stdout), once(goesOn, 'exit')]);
    // warnings are lines of JSON
    expect(output.split('\n').filter((each) => each !== '' && !each.startsWith('{'))).to.deep.equal([
      'killed COMPLETED',
      'cancelled COMPENSATED',
      'refused COMPENSATED NO_ROOM',
      'bad id InvalidInput',
      'no saga SagaNotFound',
    ]);
    const heldAndSold = (await readFile(join(files, 'central.jsonl'), 'utf8')).trim().split('\n');
    expect(heldAndSold.filter((each) => each.includes('killed'))).to.have.length(2);
  });
});
