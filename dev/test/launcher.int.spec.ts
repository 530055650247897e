import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { processIdentity } from '../lock.mjs';
import { which } from '../dist/commands.js';
import { freePortBase } from '../dist/ports.js';
import { temporaryFolders, until } from './support/stacks.js';
import { standInStore } from './support/stand-ins.js';

const launcher = fileURLToPath(new URL('./support/launcher.ts', import.meta.url));

describe('the launcher', () => {
  const folder = temporaryFolders();
  const launched: ChildProcess[] = [];

  afterEach(async () => {
    for (const child of launched.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  const launch = async (portBase: number, dataDir: string, env: Record<string, string> = {}) => {
    const child = spawn(process.execPath, ['--import', 'tsx', launcher, String(portBase), dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...standInStore, ...env },
    });
    launched.push(child);
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    return { child, pids: JSON.parse(line) as number[] };
  };

  const alive = (pids: number[]) => pids.filter((pid) => processIdentity(pid) !== undefined);

  it('stops everything that it started on SIGTERM, and exits 0', async () => {
    const { child, pids } = await launch(await freePortBase(), folder());
    expect(alive(pids)).to.have.length(4);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).to.deep.equal([0, null]);
    expect(alive(pids)).to.deep.equal([]);
  });

  it('ends its children when it is killed with -9, including Redis, so that the next start succeeds', async () => {
    const [portBase, dataDir] = [await freePortBase(), folder()];
    const { child, pids } = await launch(portBase, dataDir);
    child.kill('SIGKILL');
    await until(() => alive(pids).length === 0, 'the children have ended', 5000);
    const again = await launch(portBase, dataDir);
    again.child.kill('SIGTERM');
    expect(await once(again.child, 'exit')).to.deep.equal([0, null]);
  });

  it('does so without the help of the kernel (no setpriv)', async () => {
    const bin = join(folder(), 'bin');
    mkdirSync(bin);
    const needed = ['node', 'sh', 'dirname', 'apt-get', 'dpkg', 'dpkg-deb'];
    for (const program of needed) {
      const path = which(program, process.env);
      if (path) symlinkSync(path, join(bin, program));
    }
    const PATH = `${standInStore.PATH.split(':')[0]}:${bin}`;
    const { child, pids } = await launch(await freePortBase(), folder(), { PATH });
    child.kill('SIGKILL');
    await until(() => alive(pids).length === 0, 'the children have ended', 5000);
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const)
    it(`stops on ${signal} to its npm`, async () => {
      const [portBase, dataDir, checkout] = [await freePortBase(), folder(), folder()];
      const start = `exec "${process.execPath}" --import "${createRequire(import.meta.url).resolve('tsx')}" "${launcher}"`;
      writeFileSync(join(checkout, 'package.json'), JSON.stringify({ scripts: { start } }));
      const npm = spawn('npm', ['start', '--silent', '--', String(portBase), dataDir], {
        cwd: checkout,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, ...standInStore },
      });
      launched.push(npm);
      const [line] = (await once(createInterface({ input: npm.stdout }), 'line')) as [string];
      npm.kill(signal);
      await until(() => alive(JSON.parse(line) as number[]).length === 0, 'the stack has stopped', 10_000);
    });
});
