import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { workspaces } from '@shop/topology/processes';
import { read, root } from './markdown-files.js';

/** Code that may use MongoDB: see docs/architecture.md. The embedded store implements it, and benchmarks are clients of it. */
const KNOWS = /^([\w-]+\/src\/data|common\/src\/mongo|packages\/saga-engine\/src\/mongo|packages\/mongo-lite|bench)\//;
/** The typed wrapper between our document types and MongoDB's filters and updates, and the wrapper around the driver's calls. */
const SEAM = /^common\/src\/mongo\/(documents|connection|calls|intents)\.ts$/;
const OPERATOR =
  /\$(eq|ne|gte?|lte?|n?in|not|exists|type|elemMatch|regex|and|or|set|setOnInsert|unset|inc|min|max|push|pull|addToSet|each|match|group|sum|sort|limit|project)\b/;
const CAST = /\bas (never|unknown|any|object)\b/;

const sources = workspaces
  .flatMap((folder) =>
    readdirSync(join(root, folder, 'src'), { recursive: true, encoding: 'utf8' }).map(
      (file) => `${folder}/src/${file.replaceAll('\\', '/')}`,
    ),
  )
  .filter((file) => file.endsWith('.ts') && !file.includes('/generated/'));
const lines = (files: readonly string[], pattern: RegExp) =>
  files.flatMap((file) =>
    read(file)
      .split('\n')
      .filter((line) => pattern.test(line) && !/^\s*(\/\/|\/?\*)/.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );

describe('dependency-cruiser', () => {
  it('resolves imports between workspaces to their dist/, so that the boundaries are checked', async function () {
    this.timeout(60_000);
    const file = 'order-service/src/data/order.repository.ts';
    const bin = 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs';
    const asked = [bin, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', file];
    const { stdout } = await promisify(execFile)(process.execPath, asked, { cwd: root });
    const { modules } = JSON.parse(stdout) as { modules: { source: string; dependencies: { resolved: string }[] }[] };
    const { dependencies } = modules.find(({ source }) => source === file)!;
    expect(dependencies.map(({ resolved }) => resolved)).to.include('common/dist/mongo/documents.d.ts');
  });
});

describe('the data layer', () => {
  it('is the only place of MongoDB operators', () => {
    expect(sources.filter((file) => KNOWS.test(file))).to.have.length.above(50);
    expect(
      lines(
        sources.filter((file) => !KNOWS.test(file)),
        OPERATOR,
      ),
    ).to.deep.equal([]);
  });

  it('needs no casts in repositories: filters and updates go through one typed wrapper', () => {
    const repositories = sources.filter((file) => KNOWS.test(file) && !/^(packages\/mongo-lite|bench)\//.test(file));
    expect(
      lines(
        repositories.filter((file) => !SEAM.test(file)),
        CAST,
      ),
    ).to.deep.equal([]);
    expect(lines(repositories, CAST)).to.have.length.below(10);
  });
});
