import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { expect } from 'chai';
import { attempt, exercises, type Result } from '../../examples/exercises/exercises.js';
import { experiments, run } from '../../examples/experiments/experiments.js';
import { read } from '../docs/markdown-files.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the exercises and experiments', function () {
  this.timeout(120_000);
  let redis: TestRedis;
  let store: TestStore;
  before(async () => {
    [redis, store] = await Promise.all([startRedis(), startStore()]);
  });
  after(() => Promise.all([redis?.stop(), store?.stop()]));

  const urls = () => ({ mongodbUri: store.uri('exercises'), redisUrl: redis.url });
  const results = async (...[name, file]: [(typeof exercises)[number], 'start' | 'solution']) => {
    const all: Result[] = [];
    for await (const each of attempt(name, file, urls())) all.push(each);
    return all;
  };

  for (const name of exercises) {
    it(`${name}: the solution has no problems`, async () => {
      const found = await results(name, 'solution');
      expect(found.filter(({ problem }) => problem !== undefined)).to.deep.equal([]);
      expect(found).to.have.length.above(4);
    });

    it(`${name}: the start has problems`, async () => {
      const problems = (await results(name, 'start')).filter(({ problem }) => problem !== undefined);
      expect(problems).to.have.length.above(2);
    });

    it(`${name} has a section in both languages, with the same commands`, () => {
      const fenced = (file: string) => read(file).match(/^```[\s\S]*?^```/gm);
      const [english, korean] = ['docs/labs/exercises.md', 'docs/labs/exercises.ko.md'] as const;
      expect(fenced(english)).to.include(`\`\`\`console\nnpm run example exercise ${name}\n\`\`\``);
      expect(fenced(korean)).to.deep.equal(fenced(english));
      for (const page of [english, korean])
        expect(read(page), page).to.include(`](../../examples/exercises/${name}/solution.ts)`);
    });
  }

  for (const name of Object.keys(experiments))
    it(`${name}: prints what the page shows, with and without the protection`, async () => {
      const lines: string[] = [];
      for (const protection of [true, false, true])
        lines.push(`${protection ? 'on ' : 'off'}  ${await run(name, protection, urls())}`);
      expect(lines[0]).to.not.equal(lines[1]!.replace('off', 'on '));
      const shown = `\`\`\`console\nnpm run example experiment ${name}\n\`\`\`\n\n\`\`\`text\n${lines.join('\n')}\n\`\`\``;
      expect(read('docs/labs/exercises.md')).to.include(shown);
    });

  it('are checked by npm run example exercise, which shows the failed checks and exits with 1', async () => {
    const failed = await promisify(execFile)('npm', ['run', '--silent', 'example', 'exercise', 'undo'], {
      cwd: root,
    }).then(
      () => undefined,
      (error: { code: number; stdout: string }) => error,
    );
    expect(failed?.code).to.equal(1);
    expect(failed?.stdout)
      .to.match(/^ {2}no {3}does so once/m)
      .and.match(/^\d of 6 hold\.$/m);
  });
});
