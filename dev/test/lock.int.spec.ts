import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { lockWithin, processIdentity, tryLock } from '../lock.mjs';
import { temporaryFolders, until } from './support/stacks.js';

const claimant = fileURLToPath(new URL('./support/claim.mjs', import.meta.url));

describe('a lock', () => {
  const folder = temporaryFolders();
  const children: ChildProcess[] = [];

  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  const contend = async (path: string) => {
    const child = spawn(process.execPath, [claimant, path], { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    return { child, said: said.toString().trim() };
  };

  it('excludes others, including the same process, until it is released', async () => {
    const path = join(folder(), 'lock');
    const lock = tryLock(path);
    expect(tryLock(path).holder).to.equal(process.pid);
    expect((await contend(path)).said).to.equal(`held by ${process.pid}`);
    lock.release?.();
    expect(existsSync(path)).to.equal(false);
    expect((await contend(path)).said).to.equal('taken');
  });

  it('is free after its process was killed with -9', async () => {
    const path = join(folder(), 'lock');
    const { child } = await contend(path);
    expect(tryLock(path).holder).to.equal(child.pid);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const lock = tryLock(path);
    expect(lock).to.have.property('release');
    expect(readdirSync(path)).to.have.length(1);
  });

  it('is free if another process now has the pid of its owner', () => {
    const path = join(folder(), 'lock');
    mkdirSync(path);
    writeFileSync(join(path, `${process.ppid}-00000000.1.claim`), '');
    expect(tryLock(path)).to.have.property('release');
  });

  it('is free if its owner is a zombie', async () => {
    const path = join(folder(), 'lock');
    mkdirSync(path);
    // the shell's child exits, and the program that replaces the shell never reaps it
    const parent = spawn('sh', ['-c', 'sleep 30 & echo $!; exec sleep 30'], { stdio: ['ignore', 'pipe', 'ignore'] });
    children.push(parent);
    const pid = Number(((await once(parent.stdout, 'data')) as [Buffer])[0].toString());
    const identity = processIdentity(pid);
    expect(identity).to.be.a('string');
    writeFileSync(join(path, `${identity}.claim`), '');
    expect(tryLock(path).holder).to.equal(pid);
    process.kill(pid, 'SIGKILL');
    await until(() => processIdentity(pid) === undefined, 'a zombie has no identity');
    expect(tryLock(path)).to.have.property('release');
  });

  it('is held by exactly one of many processes at a time', async () => {
    const path = join(folder(), 'lock');
    mkdirSync(path);
    writeFileSync(join(path, '999999-00000000.1.claim'), '');
    const all = await Promise.all(Array.from({ length: 5 }, () => contend(path)));
    expect(all.filter(({ said }) => said === 'taken').length).to.be.at.most(1);
    for (const { child } of all) child.stdin?.end();
    expect(await lockWithin(path, 5000)).to.have.property('release');
  });
});
