import { processNames, processOf } from './src/processes.mjs';

const SOURCE = 'from topology/src/processes.mjs, by npm run generate topology';

/** More methods than these are not listed by name: an orchestrator's commands are the steps of its sagas. */
const NAMED = 4;

/** How the calls of `commands` are drawn. */
function drawn(commands) {
  const methods = Object.values(commands).flat();
  if (methods.length > NAMED) return `==>|${Object.keys(commands).join(' and ')} commands|`;
  const named = Object.entries(commands).map(([service, names]) => `${service}.${names.join(', ')}`);
  return `-->|${named.join(', ')}|`;
}

/** The arrows from one process; those that say the same are one line. */
function arrows(name) {
  const targets = new Map();
  for (const { to, http, grpc, path, commands } of processOf(name).calls) {
    // every process reads user-service's keys
    const rest = http && http !== 'JWKS_URLS' ? [`-->|${['REST', path].filter(Boolean).join(' ')}|`] : [];
    for (const arrow of [...rest, ...(grpc && commands ? [drawn(commands)] : [])])
      targets.set(arrow, [...(targets.get(arrow) ?? []), to]);
  }
  return [...targets].map(([arrow, to]) => `  ${name} ${arrow} ${to.join(' & ')}`);
}

/** The processes and who calls whom, as lines of a Mermaid flowchart. */
function diagram() {
  const boxes = processNames.map((name) => {
    const { http, grpc, simulated } = processOf(name);
    const box = `${name}[${name}<br/>${grpc ? `${http}, gRPC ${grpc}` : http}]`;
    return { box, service: name !== 'gateway' && !simulated };
  });
  return [
    ...boxes.filter(({ service }) => !service).map(({ box }) => `  ${box}`),
    '  subgraph services',
    ...boxes.filter(({ service }) => service).map(({ box }) => `    ${box}`),
    '  end',
    ...processNames.flatMap(arrows),
  ];
}

const heads = {
  en: '| process | what it does | REST | gRPC | database |',
  ko: '| 프로세스 | 하는 일 | REST | gRPC | 데이터베이스 |',
};

/** Each process with what it does, its ports and its database, as a Markdown table in one of the languages. */
const table = (language) => [
  heads[language],
  '| --- | --- | --- | --- | --- |',
  ...processNames.map((name) => {
    const { folder, does, http, grpc = '–', database } = processOf(name);
    const cells = [
      `[${name}](../${folder}/README.md)`,
      does[language],
      http,
      grpc,
      database ? '`' + database + '`' : '–',
    ];
    return `| ${cells.join(' | ')} |`;
  }),
];

/** Replaces the lines between two lines. */
function between(text, begin, end, lines) {
  const [first, last] = [begin, end].map((line) => text.indexOf(`\n${line}\n`));
  if (first < 0 || last < first) throw new Error(`has no line "${begin}" before a line "${end}"`);
  return [text.slice(0, first + 1) + begin, ...lines, text.slice(last + 1)].join('\n');
}

/** Sets the processes in the diagram and the table of a page of the architecture, which is in the language `en` or `ko`. */
export const architecture = (language) => (page) =>
  [
    [`  %% ${SOURCE}`, '  %% by hand', diagram()],
    [`<!-- ${SOURCE} -->`, '<!-- by hand -->', ['', ...table(language), '']],
  ].reduce((text, [begin, end, lines]) => between(text, begin, end, lines), page);
