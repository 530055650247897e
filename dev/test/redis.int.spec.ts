import { chmodSync, existsSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { which } from '../dist/commands.js';
import { StartFailure } from '../dist/failure.js';
import { chooseRedis, redisBinary } from '../dist/redis.js';
import { temporaryFolders } from './support/stacks.js';

describe('the Redis chain', () => {
  const folder = temporaryFolders();
  const progress = () => {};

  /** A PATH with these scripts and the few programs that they need, and no other program of this machine. */
  const pathWith = (scripts: Record<string, string>) => {
    const bin = folder();
    for (const program of ['sh', 'mkdir', 'cat', 'chmod', 'sleep']) {
      const path = which(program, process.env);
      if (path) symlinkSync(path, join(bin, program));
    }
    for (const [name, text] of Object.entries(scripts)) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    return bin;
  };

  const redisVersion = (version: string) => `echo "Redis server v=${version} sha=0"`;

  /** An apt-get that "downloads" one package and records each call, and a dpkg-deb that extracts a redis-server from it. */
  const apt = (calls: string) => ({
    'apt-get': `echo "$*" >> ${calls}
for setting in "$@"; do case "$setting" in Dir::Cache=*) cache="\${setting#Dir::Cache=}";; esac; done
case "$*" in *--download-only*) : > "$cache/archives/redis-server.deb";; esac`,
    'dpkg-deb': `mkdir -p "$3/usr/bin"; echo '#!/bin/sh' > "$3/usr/bin/redis-server"; chmod +x "$3/usr/bin/redis-server"`,
  });

  const failure = async (choice: Promise<unknown>): Promise<string> => {
    const outcome = await choice.catch((error: unknown) => error);
    expect(outcome).to.be.instanceOf(StartFailure);
    return (outcome as StartFailure).message;
  };

  it('uses redis-server or valkey-server from the PATH', async () => {
    const bin = pathWith({ 'valkey-server': redisVersion('8.0.1') });
    expect(await redisBinary({ env: { PATH: bin }, progress, cacheFolders: [] })).to.deep.equal({
      path: join(bin, 'valkey-server'),
      origin: join(bin, 'valkey-server'),
    });
  });

  it('skips one that is too old for BullMQ', async () => {
    const bin = pathWith({ 'redis-server': redisVersion('5.0.3'), 'valkey-server': redisVersion('7.2.4') });
    expect(await redisBinary({ env: { PATH: bin }, progress, cacheFolders: [] })).to.include({
      path: join(bin, 'valkey-server'),
    });
  });

  it('downloads it with apt into private folders once, and then uses the cache', async () => {
    const calls = join(folder(), 'calls');
    const cache = folder();
    const said: string[] = [];
    const search = {
      env: { PATH: pathWith(apt(calls)) },
      progress: (m: string) => said.push(m),
      cacheFolders: [cache],
    };
    const first = await redisBinary(search);
    expect(first.path).to.equal(join(cache, `${process.platform}-${process.arch}`, 'usr', 'bin', 'redis-server'));
    expect(said[0]).to.match(/^Fetching Redis/);
    const [update = '', install = ''] = readFileSync(calls, 'utf8').split('\n');
    expect(update).to.match(new RegExp(`Dir::State::Lists=${cache}.* update$`));
    expect(install).to.contain('--download-only').and.contain(`Dir::Cache=${cache}`);
    expect((await redisBinary(search)).path).to.equal(first.path);
    expect(readFileSync(calls, 'utf8').trim().split('\n')).to.have.length(2);
    expect(readdirSync(cache)).to.have.length(1);
  });

  it('permits two starts to download at once', async () => {
    const search = { env: { PATH: pathWith(apt('/dev/null')) }, progress, cacheFolders: [folder()] };
    const both = await Promise.all([redisBinary(search), redisBinary(search)]);
    expect(both[0]).to.deep.equal(both[1]);
    expect(existsSync(both[0].path)).to.equal(true);
  });

  it('stores it in the next folder if the first is not writable', async () => {
    const blocked = join(folder(), 'file');
    writeFileSync(blocked, '');
    const cache = folder();
    const search = {
      env: { PATH: pathWith(apt('/dev/null')) },
      progress,
      cacheFolders: [join(blocked, 'redis'), cache],
    };
    expect((await redisBinary(search)).path.startsWith(cache)).to.equal(true);
  });

  it('says what to install if there is neither Redis nor apt', async () => {
    const message = await failure(redisBinary({ env: { PATH: pathWith({}) }, progress, cacheFolders: [folder()] }));
    expect(message).to.contain('brew install redis').and.contain('REDIS_URL');
  });

  it('says why a download failed, and leaves no partial files', async () => {
    const cache = folder();
    const scripts = { ...apt('/dev/null'), 'apt-get': 'echo "E: Could not resolve deb.debian.org"; exit 100' };
    const message = await failure(redisBinary({ env: { PATH: pathWith(scripts) }, progress, cacheFolders: [cache] }));
    expect(message).to.contain(
      'could not be fetched with apt (E: Could not resolve deb.debian.org): check the network',
    );
    expect(readdirSync(cache)).to.deep.equal([]);
  });

  it('refuses a REDIS_URL where nothing answers, without showing its password', async () => {
    const env = { PATH: pathWith({}), REDIS_URL: 'redis://:hunter2@127.0.0.1:1' };
    const message = await failure(chooseRedis(0, folder(), { env, progress }));
    expect(message).to.contain('REDIS_URL names 127.0.0.1:1').and.not.contain('hunter2');
    expect(await failure(chooseRedis(0, folder(), { env: { REDIS_URL: 'localhost' }, progress }))).to.contain(
      'redis://',
    );
  });
});
