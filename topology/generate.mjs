// Writes what follows from the topology into the files where a tool expects it: the references of tsconfig.test.json, the targets of
// deploy/observability/prometheus.yml, the scripts dev:NAME of package.json, the processes in docs/architecture.md and its Korean page,
// and in each .env.example the addresses of the processes that the process calls and of the shop. With --check it writes nothing and fails when they differ.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { architecture } from './architecture.mjs';
import { processNames, processOf, shopAddress, workspaces } from './src/processes.mjs';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const REFERENCES = '  "references": ';

/** Every project that tests import, each after its dependencies. They come last in the file. */
function references(text) {
  const projects = [...workspaces, 'dev', 'bench'].map((path) => ({ path }));
  const list = JSON.stringify(projects, null, 2).replaceAll('\n', '\n  ');
  return `${text.slice(0, text.indexOf(REFERENCES))}${REFERENCES}${list}\n}\n`;
}

const START = 'scrape_configs:\n';

/** Every process of production, found by DNS. The targets come last in the file. */
function targets(text) {
  const jobs = processNames
    .filter((name) => !processOf(name).simulated)
    .map(
      (name) => `  - job_name: ${name}
    dns_sd_configs:
      - { names: [${name}], type: A, port: ${processOf(name).http}, refresh_interval: 10s }
`,
    );
  return text.slice(0, text.indexOf(START) + START.length) + jobs.join('');
}

/** `dev:payment` runs payment-service together with the simulated processes that it calls. */
function watched(name) {
  const simulators = processOf(name).calls.filter(({ to }) => processOf(to).simulated);
  return [
    `dev:${name.replace(/-(service|orchestrator)$/, '')}`,
    ['exec node dev/start.mjs dev', name, ...simulators.map(({ to }) => to)].join(' '),
  ];
}

/** One script for each process of production, which runs beside `dev:infra`. */
function scripts(text) {
  const whole = JSON.parse(text);
  const others = Object.entries(whole.scripts).filter(([name]) => name === 'dev:infra' || !name.startsWith('dev:'));
  others.splice(
    others.findIndex(([name]) => name === 'dev:infra') + 1,
    0,
    ...processNames.filter((name) => !processOf(name).simulated).map(watched),
  );
  return `${JSON.stringify({ ...whole, scripts: Object.fromEntries(others) }, null, 2)}\n`;
}

/** Each variable of a call, and the shop's address, with its value on one machine, as a line of a .env.example. */
const addressesOf = (name) => [
  ...processOf(name).calls.flatMap(({ to, http, grpc, path = '' }) => [
    ...(http ? [`${http}=http://127.0.0.1:${processOf(to).http}${path}`] : []),
    ...(grpc ? [`${grpc}=127.0.0.1:${processOf(to).grpc}`] : []),
  ]),
  ...(processOf(name).shopUrl ? [`${processOf(name).shopUrl}=${shopAddress}`] : []),
];

/** Sets the addresses of a .env.example; a missing one is added after the existing ones. */
const addresses = (name) => (text) => {
  const lines = text.split('\n');
  const places = [lines.findIndex((each) => each.startsWith('JWKS_URLS='))];
  for (const line of addressesOf(name)) {
    const variable = line.slice(0, line.indexOf('=') + 1);
    const found = lines.findIndex((each) => each.startsWith(variable));
    const at = found >= 0 ? found : Math.max(...places) + 1;
    lines.splice(at, found >= 0 ? 1 : 0, line);
    places.push(at);
  }
  return lines.join('\n');
};

const check = process.argv.includes('--check');
for (const [path, by] of [
  ['tsconfig.test.json', references],
  ['deploy/observability/prometheus.yml', targets],
  ['package.json', scripts],
  ['docs/architecture.md', architecture('en')],
  ['docs/architecture.ko.md', architecture('ko')],
  ...processNames.map((name) => [`${processOf(name).folder}/.env.example`, addresses(name)]),
]) {
  const before = readFileSync(at(path), 'utf8');
  const after = by(before);
  if (after === before) continue;
  if (check) {
    console.error(`${path} is not what the topology gives. Run npm run generate topology and commit.`);
    process.exitCode = 1;
  } else writeFileSync(at(path), after);
}
