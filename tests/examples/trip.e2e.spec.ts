import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('npm run example trip -- --once', () => {
  it('books a trip, undoes one, and books one at the second hotel, without any other service running', async () => {
    const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'example', 'trip', '--', '--once'], {
      cwd: root,
    });
    const parts = stdout.split(/^(?=trip-)/m).filter((part) => part.startsWith('trip-'));
    const lines = parts.map((part) =>
      part
        .trim()
        .split('\n')
        .map((line) => line.trim()),
    );
    expect(lines.map(([head]) => head?.replace(/^\S+ /, ''))).to.deep.equal([
      '(booked): COMPLETED',
      '(undone: the flight is sold out): COMPENSATED, NO_SEAT',
      '(at the second hotel, without a car): COMPLETED',
    ]);
    expect(lines[0]).to.include.members(['hold-hotel done', 'hold-other-hotel skipped', 'confirm-car done']);
    expect(lines[1]).to.include.members(['hold-hotel undone', 'hold-flight refused', 'hold-car undone']);
    expect(lines[2]).to.include.members(['hold-hotel refused', 'hold-other-hotel done', 'hold-car skipped']);
  }).timeout(240_000);

  it('keeps running without --once, shows the trips in the console and their queue, and exits on Ctrl-C', async () => {
    const child = spawn(process.execPath, ['dev/start.mjs', 'example', 'trip'], { cwd: root });
    try {
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (part: string) => (said += part));
      const consoleUrl = () => {
        const url = /http:\S+(?=\/console)/.exec(said)?.[0];
        if (url) return url;
        throw new Error(`${child.exitCode === null ? 'it runs' : `it ended with ${child.exitCode}`} and said: ${said}`);
      };
      const url = await until('it says where the console is', consoleUrl, 200_000);
      const read = async <Body>(path: string) => (await (await fetch(url + path)).json()) as Body;
      const { items } = await read<{ items: { id: string; state: string }[] }>('/api/sagas');
      expect(items.map(({ state }) => state)).to.deep.equal(['COMPLETED', 'COMPENSATED', 'COMPLETED']);
      const { shown } = await read<{ shown: { steps: { name: string }[] } }>(`/api/sagas/${items[0]!.id}`);
      expect(shown.steps.map(({ name }) => name)).to.include.members(['hold-hotel', 'hold-other-hotel']);
      for (const page of ['/console', '/assets/console/console.js', '/assets/vendor/preact.js', '/admin/queues'])
        expect((await fetch(url + page)).status, page).to.equal(200);
      const { queues } = await read<{ queues: { name: string; counts: { completed: number } }[] }>(
        '/admin/queues/api/queues',
      );
      expect(queues.map(({ name, counts }) => [name, counts.completed])).to.deep.equal([['sagas', 3]]);
      const post = await fetch(`${url}/api/sagas/${items[0]!.id}/resolve`, { method: 'POST', body: '{}' });
      expect(post.status, 'it is read-only').to.equal(404);
      child.kill('SIGINT');
      const [code] = (await once(child, 'exit')) as [number | null];
      expect(code).to.equal(0);
    } finally {
      child.kill('SIGKILL');
    }
  }).timeout(300_000);

  it('says in one sentence that python3 is missing, and leaves no files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'no-python-'));
    const program = join(root, 'examples/trip-booking/main.ts');
    try {
      // the program starts its participants before it connects to MongoDB and Redis
      const env = {
        PATH: folder,
        TMPDIR: folder,
        MONGODB_URI: 'mongodb://127.0.0.1:1/t',
        REDIS_URL: 'redis://127.0.0.1:1',
      };
      const ended = await promisify(execFile)(process.execPath, ['--import', 'tsx', program], { cwd: root, env }).then(
        () => ({ code: 0, stderr: '' }),
        ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
      );
      expect(ended.stderr.trim()).to.match(/^The airline of this example is written in Python: install python3 .*\.$/);
      expect(ended.code).to.equal(1);
      expect((await readdir(folder)).filter((name) => name.startsWith('trips-'))).to.deep.equal([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  }).timeout(60_000);
});
