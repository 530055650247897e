import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { expect } from 'chai';
import { nodeOf } from './other-node.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** The newest LTS of Node; tested besides the Node that runs the tests. */
const LTS = 24;
const versions = process.versions.node.startsWith(`${LTS}.`)
  ? [LTS]
  : [Number.parseInt(process.versions.node, 10), LTS];

describe('the package of the saga engine, in an empty project', function () {
  this.timeout(300_000);
  let folder: string;
  let redis: TestRedis | undefined;
  let systems = 0;
  let store: TestStore;

  before(async () => {
    [folder, store] = await Promise.all([mkdtemp(join(tmpdir(), 'empty-project-')), startStore()]);
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
    await store?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it('depends on nothing else of this repository, and its types compile', async () => {
    const { dependencies } = JSON.parse(
      await readFile(join(folder, 'node_modules/saga-engine/package.json'), 'utf8'),
    ) as { dependencies: Record<string, string> };
    expect(Object.keys(dependencies).filter((name) => name.startsWith('@shop/'))).to.deep.equal([]);
    const programs = ['packages/saga-engine/examples/first.ts', 'tests/packages/project/uses-everything.ts'];
    for (const program of programs) await cp(join(root, program), join(folder, basename(program)));
    const options = ['--module', 'nodenext', '--target', 'es2023', '--strict', '--types', 'node'];
    await run(
      process.execPath,
      ['node_modules/typescript/bin/tsc', ...options, ...programs.map((program) => basename(program))],
      { cwd: folder },
    ).catch(({ stdout }: { stdout: string }) => expect.fail(stdout));
  });

  it('patches the driver of its own mongoose, which sometimes never reconnects to a killed store', async () => {
    const program = `
      import { createRequire } from 'node:module';
      const engine = createRequire(import.meta.resolve('saga-engine'));
      const path = createRequire(engine.resolve('mongoose')).resolve('mongodb/lib/cmap/connection.js');
      const { Connection } = createRequire(path)(path);
      const before = Connection.prototype.writeCommand;
      await import('saga-engine/host');
      console.log(before === Connection.prototype.writeCommand ? 'as it was' : 'corrected');`;
    await writeFile(join(folder, 'driver.mjs'), program);
    const { stdout } = await run(process.execPath, ['driver.mjs'], { cwd: folder });
    expect(stdout).to.equal('corrected\n');
  });

  for (const version of versions)
    describe(`on Node ${version}`, () => {
      let node: string;
      let env: NodeJS.ProcessEnv;

      before(async function () {
        const found = await nodeOf(version, join(root, '.cache/node'));
        if (!found) {
          console.log(`      Not tested on Node ${version}: the npm registry has none for this machine.`);
          return this.skip();
        }
        node = found;
        expect((await run(node, ['--version'])).stdout).to.match(new RegExp(`^v${version}\\.`));
      });
      // each test has its own Redis, store and project
      beforeEach(async () => {
        redis = await startRedis();
        env = { ...process.env, MONGODB_URI: store.uri(`system-${(systems += 1)}`), REDIS_URL: redis.url };
      });
      afterEach(() => redis?.stop());

      it('runs its first example', async () => {
        const { stdout } = await run(node, ['first.js'], { cwd: folder, env });
        expect(stdout.replaceAll(/-\d{10,}/g, '').split('\n')).to.include.members([
          'trip-2 COMPLETED',
          'trip-5: the room is given back',
          'trip-5 COMPENSATED',
        ]);
      });

      it('calls participants over gRPC, over HTTP in Python and in the process, and continues after a kill -9', async () => {
        for (const part of ['examples/trip-booking', 'tests/packages/project'])
          await cp(join(root, part), join(folder, part), { recursive: true });
        const files = await mkdtemp(join(folder, 'participants-'));
        const start = (what: string) =>
          spawn(node, ['--import', 'tsx', 'tests/packages/project/main.ts', what, files], {
            cwd: folder,
            env,
            stdio: ['ignore', 'pipe', 'inherit'],
          });
        const begun = start('begin');
        const [line] = (await Promise.race([
          once(createInterface(begun.stdout), 'line'),
          once(begun, 'exit'),
        ])) as unknown[];
        expect(line).to.equal('waiting');
        begun.kill('SIGKILL');
        await once(begun, 'exit');

        const goesOn = start('go-on');
        const [output] = await Promise.all([text(goesOn.stdout), once(goesOn, 'exit')]);
        // warnings are logged as lines of JSON
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
});
