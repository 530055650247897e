import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ORDER_STATUSES, PAYMENT_STATUSES, SAGA_STATES } from '@shop/protos/contract';
import { ERROR_CODES, type ErrorCode } from '@shop/protos/error-codes';
import { expect } from 'chai';
import { sagas } from '../../saga-orchestrator/dist/sagas/definitions.js';
import { routes } from '../../gateway/dist/routes.js';
import { codeSpans, markdownFiles, read, root } from './markdown-files.js';

// decisions, measurements and the changelog describe the state of their day
const pages = markdownFiles().filter((file) => !/^(docs\/decisions|bench|CHANGELOG)/.test(file));
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root })
  .toString()
  .trim()
  .split('\n')
  .filter((file) => existsSync(`${root}/${file}`));
const sources = tracked
  .filter((file) => !/\.(md|png)$|package-lock|^bench\/results/.test(file))
  .map((file) => read(file));
/** Every word of the sources, and of the names of files. */
const words = new Set([...sources, ...tracked].flatMap((text) => text.match(/\w+/g) ?? []));
/** Names with a computed part, such as the metrics `grpc_${side}_duration_seconds`. */
const computed = sources.flatMap((text) =>
  [...text.matchAll(/`([a-z]+_[a-z_]*)\$\{[^}]*\}([a-z_]*)`/g)].map(
    ([, start, end]) => new RegExp(`^${start}[a-z_]+${end}$`),
  ),
);
const scripts = new Set(
  tracked
    .filter((file) => file.endsWith('package.json') && existsSync(`${root}/${file}`))
    .flatMap((file) => Object.keys((JSON.parse(read(file)) as { scripts?: object }).scripts ?? {})),
);

const steps = new Set(sagas.all.flatMap((each) => each.steps.map(({ name }) => name)));

/** Each match of `pattern` in a page for which `known` is false. */
const unknown = (pattern: RegExp, known: (name: string) => boolean, texts: readonly (readonly [string, string])[]) =>
  texts.flatMap(([page, text]) =>
    [...text.matchAll(pattern)]
      .map((match) => match.slice(1).find(Boolean)!)
      .filter((name) => !known(name))
      .map((name) => `${page}: ${name}`),
  );

const script = /npm run (?:--silent )?([\w:-]+)/g;

/** What stands for something else, and names of other programs. */
const foreign =
  /^([A-Z]+_ID|YOUR|PID|NNNN|T00|pk_|_GRPC_URLS|lsof|ltnp|uuidgen|bsonsize|FLUSHALL|EDNS|SMTP_4xx|bookTripV1)$/;

/** The words in the code spans of a text that no source and no name of a file has. */
const unknownWords = (text: string): string[] =>
  codeSpans(text)
    .flatMap((code) => code.match(/[A-Za-z_]\w{2,}|\d{13,}/g) ?? [])
    .map((word) => word.replace(/_oldest_seconds$/, '')) // added to the name of each backlog
    .filter((word) => !words.has(word) && !foreign.test(word) && !computed.some((each) => each.test(word)));

/** Error codes of a text that stand behind a status that they do not have, such as ``404 `CARD_DECLINED` ``. */
const wrongStatuses = (text: string): string[] =>
  [...text.matchAll(/(?<![\d.])([45]\d\d)((?:,? (?:or )?`[A-Z_]+`)+)/g)].flatMap(([, status, codes]) =>
    codes!
      .match(/[A-Z_]+/g)!
      .filter((code) => ![ERROR_CODES[code as ErrorCode] ?? Number(status)].flat().includes(Number(status) as never))
      .map((code) => `${status} ${code}`),
  );

/** The routes below `/api` in a text that the gateway does not have. What stands for an id may be anything. */
function unknownRoutes(text: string): string[] {
  const named = text
    .replace(/^ *```(?:bash|console)\n[\s\S]*?^ *```/gm, '') // carried out by other tests
    .matchAll(/(?:\b(GET|POST|PUT|PATCH|DELETE) )?(\/api\/[\w:${}/-]*[\w}])/g);
  return [...named]
    .filter(
      ([, method, path]) => !routes.some((route) => (method ?? route.method) === route.method && fits(route, path!)),
    )
    .map(([route]) => route);
}
function fits(route: { readonly path: string }, path: string): boolean {
  const [is, named] = [route.path.split('/'), path.split('/')];
  return is.length === named.length && is.every((part, at) => part.startsWith(':') || part === named[at]);
}

/** How documents name a step: in a request, in a program, in the output of a command, in an English sentence. */
const stepNames = [
  /"step": ?"([a-z-]+)"/g,
  /name === "([a-z-]+)"/g,
  /^([a-z]+(?:-[a-z]+)+) (?:done|undone|skipped|refused|pending|failed)\b/gm,
  /(?:force|after|waits for) `([a-z]+(?:-[a-z]+)+)`|\bundoes ([a-z]+-[a-z]+)/g,
];
/** The steps in a text, those with a name of several words, with repetitions. */
const stepsIn = (text: string) =>
  (text.match(/[a-z]+(?:-[a-z]+)+/g) ?? []).filter((word) => steps.has(word)).toSorted();

describe('names in the documents', () => {
  const texts = pages.map((page) => [page, read(page)] as const);

  it('are npm scripts that exist', () => {
    expect(unknown(script, (name) => scripts.has(name), texts)).to.deep.equal([]);
  });

  it('are those of package.json in the table of scripts in CONTRIBUTING.md', () => {
    const all = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);
    const own = new Set(all.map((name) => (name === 'dev:infra' ? name : name.replace(/^dev:.*/, 'dev:NAME'))));
    const rows = read('CONTRIBUTING.md')
      .split('## Scripts')[1]!
      .matchAll(/^\| (`[^|]+) \| \S/gm);
    const named = [...rows].map(([, names]) => names!.replaceAll('`', '')).filter((names) => names !== 'npm run …');
    expect(named.flatMap((names) => names.split(', '))).to.have.members([...own]);
  });

  // these documents add new steps, services and providers, or list words that are not used
  const ofToday = texts.filter(([page]) => !/^docs\/(adding-a-|words)/.test(page));
  const each = (wrong: (text: string) => string[]) =>
    ofToday.flatMap(([page, text]) => wrong(text).map((what) => `${page}: ${what}`));

  it('are metrics, variables, codes, states, fields and files that the sources have', () => {
    expect(each(unknownWords)).to.deep.equal([]);
  });

  it('are the states of orders, payments and sagas in the glossary', () => {
    for (const [what, states] of Object.entries({
      order: ORDER_STATUSES,
      payment: PAYMENT_STATUSES,
      saga: SAGA_STATES,
    }))
      expect(
        codeSpans(
          new RegExp(`^\\| ${what} [^|]*\\|.*`, 'gm').exec(read('docs/glossary.md').split('## States')[1]!)![0],
        ),
      ).to.have.members([...states]);
  });

  it('are error codes behind a status that they have', () => {
    expect(each(wrongStatuses)).to.deep.equal([]);
  });

  it('are routes of the gateway', () => {
    expect(each(unknownRoutes)).to.deep.equal([]);
  });

  it('are steps of our sagas, the same ones in both languages', () => {
    expect(stepNames.flatMap((pattern) => unknown(pattern, (name) => steps.has(name), ofToday))).to.deep.equal([]);
    const read = new Map(texts);
    for (const [page, text] of ofToday.filter(([file]) => file.endsWith('.ko.md')))
      expect(stepsIn(text), page).to.deep.equal(stepsIn(read.get(page.replace('.ko.md', '.md'))!));
  });

  it('are reported when they do not exist', () => {
    const invented = [['page', 'npm run dev:nothing']] as const;
    expect(unknown(script, (name) => scripts.has(name), invented)).to.have.length(1);
    expect(unknownWords('`saga_overdue_' + 'minutes > 5`, `CARD_' + 'LOST`')).to.have.length(2);
    expect(wrongStatuses('402 `CARD_DECLINED`, 404 `OUT_OF_STOCK`, `HOLD_LIMIT`')).to.have.length(2);
    expect(unknownRoutes('`GET /api/order`, `PATCH /api/orders/:id`, `GET /api/orders/1`')).to.have.length(2);
  });
});
