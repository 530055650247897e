import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { portsFor } from '@shop/dev/ports';
import { expect } from 'chai';
import { processNames, processOf, redis, shopAddress, store } from '@shop/topology/processes';
import { codeSpans, markdownFiles, read, root } from './markdown-files.js';

const documents = markdownFiles();
// decisions, measurements and the changelog describe the state of their day
const current = documents.filter((path) => !/decisions|CHANGELOG|^bench|docs\/words\.md/.test(path));
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root })
  .toString()
  .trim()
  .split('\n')
  .filter((path) => existsSync(join(root, path)));
const sources = tracked.filter((path) => /\.(ts|mjs|yml|yaml|example|sh)$|Dockerfile$/.test(path));
const decisions = new Map(
  readdirSync(join(root, 'docs/decisions')).map((file) => [Number(file.slice(0, 4)), file] as const),
);

/** Numbers of decisions in a text that do not exist, or whose link leads to another decision. */
function wrongDecisions(text: string): string[] {
  const named = [...text.matchAll(/[Dd]ecisions? ((?:\d{1,4})(?:(?:, | and )\d{1,4})*)\b/g)].flatMap(
    ([whole, numbers]) => numbers!.match(/\d+/g)!.flatMap((number) => (decisions.has(Number(number)) ? [] : [whole])),
  );
  const linked = [...text.matchAll(/\[(?:[^\]]*\D)?(\d{1,4})\]\([^)]*\/?(\d{4})-[^)]*\.md\)/g)].flatMap(
    ([whole, shown, target]) => (Number(shown) === Number(target) ? [] : [whole]),
  );
  const files = [...text.matchAll(/\b(\d{4})-[a-z0-9-]+\.md/g)].flatMap(([file]) =>
    [...decisions.values()].includes(file) ? [] : [file],
  );
  return [...named, ...linked, ...files];
}

const folders = new Set([
  'src',
  'test',
  ...tracked.filter((path) => path.includes('/')).map((path) => path.split('/')[0]!),
]);

/**
 * Paths in code spans of a document, alone or in a command, that do not exist in the checkout, from its root or from the document's
 * folder; except those that a build or a generator creates.
 */
function wrongPaths(document: string, text: string): string[] {
  if (document.startsWith('docs/adding-a-')) return [];
  return codeSpans(text)
    .flatMap((code) => code.match(/(?<![\w/.:$*-])[\w@-]+(?:(?:\/[\w@.-]*\w)+(?![\w*{])|\/$)/g) ?? [])
    .filter((path) => folders.has(path.split('/')[0]!) && !/\/dist\/|node_modules|NNNN/.test(path))
    .filter((path) =>
      ['', '.spec.ts'].every(
        (end) => ![root, join(root, dirname(document))].some((base) => existsSync(join(base, path) + end)),
      ),
    );
}

const listening = processNames.map((name) => [name, processOf(name)] as const);
/** A second replica listens on other ports. */
const replicas = processNames.flatMap((name) => [1, 2].map((replica) => portsFor().of(name, replica)));
const ports = new Set([...replicas.flatMap(({ rest, grpc }) => [rest, grpc]), redis.port, store.port]);

/** Ports of a local stack in a document on which nothing listens. Only ports of the default range are checked. */
const wrongPorts = (text: string): string[] =>
  [
    ...text.matchAll(
      /(?:localhost|127\.0\.0\.1):(30\d\d|500\d\d)\b|\bport (30\d\d|500\d\d)\b|\|\s*(30\d\d|500\d\d)\s*\|/g,
    ),
  ]
    .map(([, a, b, c]) => a ?? b ?? c!)
    .filter((port) => !ports.has(Number(port)));

describe('the documents', () => {
  it('do not repeat the lifetime of an access token, which user-service/src/domain/lifetimes.ts defines', () => {
    const lifetime =
      /(?:access token|액세스 토큰)(?:[^.|]{0,80}?|[^\n|]*\|[^\n|]*\|[^\n|]*?)\d+ ?(?:min|s\b|sec|분|초)/i;
    const repeats = (text: string) => lifetime.test(text);
    expect(current.filter((path) => repeats(read(path)))).to.deep.equal([]);
    // a sentence, and a row of a table
    for (const text of [
      'An access token lives 15 minutes.',
      '| access token (ES256) | user-service | 15 min | offline |',
    ])
      expect(repeats(text), text).to.equal(true);
  });

  const each = (paths: readonly string[], wrong: (path: string, text: string) => string[]) =>
    paths.flatMap((path) => wrong(path, read(path)).map((what) => `${path}: ${what}`));

  it('name decisions by number as they exist, and so do the sources', () => {
    expect(
      each([...documents, ...sources.filter((path) => path !== 'tests/docs/facts.unit.spec.ts')], (_, text) =>
        wrongDecisions(text),
      ),
    ).to.deep.equal([]);
  });

  it('name paths that exist', () => {
    expect(each(current, wrongPaths)).to.deep.equal([]);
  });

  it('name ports on which a process listens', () => {
    expect(each(current, (_, text) => wrongPorts(text))).to.deep.equal([]);
  });

  it('list no ports one after the other: whoever adds a process would have to know', () => {
    const lists = (text: string) => text.match(/\b30\d\d(?:(?:[ ,-]|–|, | to | and )30\d\d){2,}\b/g) ?? [];
    expect(each(current, (_, text) => lists(text))).to.deep.equal([]);
    expect(lists('for port in 3000 3001 3002; do')).to.have.length(1);
  });

  it('and tools outside of the build have the shop’s usual port', () => {
    const { port } = new URL(shopAddress);
    expect(read('docs/labs/tools/shop.sh')).to.include(`SHOP=\${SHOP:-${shopAddress}}`);
    expect(read('tests/deploy/rig.sh')).to.include(`gateway=http://127.0.0.1:\${port:-${port}}`);
    expect(read('tests/deploy/rig.sh')).to.include(`http://127.0.0.1:${processOf('order-service').http}/metrics`);
    const { forwardPorts, portsAttributes } = JSON.parse(read('.devcontainer/devcontainer.json')) as {
      forwardPorts: number[];
      portsAttributes: object;
    };
    expect([forwardPorts, Object.keys(portsAttributes)]).to.deep.equal([[Number(port)], [port]]);
  });

  it('list the ports and the database of each process in its README', () => {
    for (const [name, { folder, http, grpc, database }] of listening) {
      const text = read(`${folder}/README.md`);
      const said = [/REST on (\d+)/, /gRPC[^,]* on\s+(\d+)/, /database\s+`([\w-]+)`/].map(
        (each) => each.exec(text)?.[1],
      );
      if (text.includes('REST on')) expect(said, name).to.deep.equal([`${http}`, `${grpc}`, database]);
    }
  });

  it('list every folder of sources in the table of the architecture, beside those of the processes', () => {
    const inside = tracked.filter((path) => path.startsWith('packages/')).map((path) => path.split('/', 2).join('/'));
    const top = [...folders].filter(
      (folder) => !folder.startsWith('.') && !['src', 'test', 'packages'].includes(folder),
    );
    for (const path of ['docs/architecture.md', 'docs/architecture.ko.md'])
      expect([
        ...listening.map(([, { folder }]) => folder),
        ...[...read(path).matchAll(/^\| `([\w/-]+)\/` /gm)].map(([, folder]) => folder),
      ]).to.have.members([...top, ...new Set(inside)]);
  });

  it('are reported when they name a decision, path or port that does not exist', () => {
    expect(
      wrongDecisions('see decision 32, and [13](decisions/0016-two-ways-to-stand-behind-the-barrier.md)'),
    ).to.have.length(2);
    expect(wrongPaths('docs/a.md', 'in `common/src/mongo/barier.ts`')).to.have.length(1);
    expect(wrongPorts('at http://localhost:3007/')).to.have.length(1);
  });

  it('show every member of a provider’s contract in docs/adding-a-provider.md', () => {
    const contract = read('payment-service/test/providers/under-contract.ts');
    const [, members = ''] = /export interface UnderContract \{(.*?)\n\}/s.exec(contract)!;
    const asked = [...members.matchAll(/^ {2}(?:readonly )?(\w+)[(:]/gm)].map(([, name]) => name!);
    expect(asked).to.include.members(['provider', 'close']);
    const [, shown = ''] = /keepsTheContract\((.*?)\n```/s.exec(read('docs/adding-a-provider.md'))!;
    expect(asked.filter((name) => !new RegExp(`^ {4}(?:async )?${name}\\b`, 'm').test(shown))).to.deep.equal([]);
  });
});
