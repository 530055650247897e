import type { JsonObject } from '@shop/testkit/json';
import { processNames, processOf, secretNames, type ProcessName } from '@shop/topology/processes';
import { expect } from 'chai';
import { parse } from 'yaml';
import { dotenv, textOf, variablesAskedFor } from './compose.js';
import { documentedBy } from './configs.js';
import { objectsIn } from './k8s.js';
import { usualStack } from './usual-stack.js';

const example = dotenv(textOf('.env.example'));
/** What whoever has it can misuse: secrets, passwords, keys of providers, the mail server with its password. */
const isSecret = (name: string) => /(SECRET|PASSWORD|_KEY)$|^SMTP_URL$/.test(name);
const isProcess = (name: string): name is ProcessName => (processNames as readonly string[]).includes(name);
const shared: readonly string[] = secretNames;
const passwordOf = (database: string) => `${database.toUpperCase().replaceAll('-', '_')}_DB_PASSWORD`;

/** The variables of containers that come from a Secret, with its name. Throws when its key has another name than the variable. */
const secretsOf = (containers: JsonObject[]): [name: string, secret: string][] =>
  containers.flatMap(({ env = [] }) =>
    (env as JsonObject[]).flatMap(({ name, valueFrom }): [string, string][] => {
      if (!valueFrom?.secretKeyRef) return [];
      expect(valueFrom.secretKeyRef.key).to.equal(name);
      return [[name, valueFrom.secretKeyRef.name]];
    }),
  );

/** The secrets of the topology that a process needs, and those of its own that its .env.example names. */
const needs = (name: ProcessName): string[] => [
  ...processOf(name).secrets,
  ...documentedBy(name).filter((each) => isSecret(each) && !shared.includes(each)),
];

describe('secrets', () => {
  describe('in docker-compose.yml', () => {
    const { services } = parse(textOf('docker-compose.yml'), { merge: true, logLevel: 'error' }) as JsonObject;
    /** The secrets of .env that a container can read. */
    const readBy = (name: string) =>
      variablesAskedFor(JSON.stringify(services[name].environment ?? {})).filter(isSecret);

    for (const name of processNames)
      it(`${name}: reads those that it needs, its database’s and Redis’s, and no others`, () => {
        const { database, redis } = processOf(name);
        expect(readBy(name)).to.have.members([
          ...needs(name).filter((each) => each in example),
          ...(database ? [passwordOf(database)] : []),
          ...(redis ? ['REDIS_PASSWORD'] : []),
        ]);
      });

    it('are read by a container of others only if it is its own, or the administrator’s by the chaos profile', () => {
      const own: Record<string, string> = {
        redis: 'REDIS_PASSWORD',
        grafana: 'GRAFANA_PASSWORD',
        chaos: 'ADMIN_PASSWORD',
      };
      for (const name of processNames) {
        const { database } = processOf(name);
        if (database) own[`${database}-db`] = passwordOf(database);
      }
      for (const name of Object.keys(services).filter((each) => !isProcess(each)))
        expect(readBy(name), name).to.deep.equal(own[name] ? [own[name]] : []);
    });

    it('never come in a file of variables, which has all', () => {
      for (const [name, service] of Object.entries(services as JsonObject))
        expect(service, name).not.to.have.any.keys('env_file', 'secrets');
    });
  });

  describe('in deploy/k8s', () => {
    const pods = [...objectsIn('base'), ...objectsIn('overlays/dev')].filter(({ kind }) =>
      ['Deployment', 'StatefulSet'].includes(kind),
    );
    for (const { metadata, spec } of pods)
      it(`${metadata.name}: are read by name, each only by a process that needs it`, () => {
        const { containers, initContainers = [], volumes = [] } = spec['template'].spec as JsonObject;
        const all = [...containers, ...initContainers] as JsonObject[];
        for (const each of all.flatMap(({ envFrom = [] }) => envFrom as JsonObject[]))
          expect(each, 'envFrom').to.have.all.keys('configMapRef');
        for (const each of volumes as JsonObject[]) expect(each).not.to.have.any.keys('secret', 'projected');
        const read = secretsOf(containers);
        const names = read.map(([name]) => name);
        expect(names).to.include.members(secretsOf(initContainers).map(([name]) => name));
        if (!isProcess(metadata.name)) return void expect(names).to.deep.equal([]);
        const { secrets, database, redis } = processOf(metadata.name);
        expect(names.filter((each) => shared.includes(each))).to.have.members(secrets);
        expect(documentedBy(metadata.name)).to.include.members(names);
        expect(read.flatMap(([name, secret]) => (name === 'MONGODB_URI' ? [secret] : []))).to.deep.equal(
          database ? [`shop-mongodb-${database}`] : [],
        );
        expect(names.includes('REDIS_URL')).to.equal(redis ?? false);
      });
  });

  describe('that npm start passes on', () => {
    for (const name of processNames)
      it(`${name}: are those that it needs`, () => {
        const given = Object.keys(usualStack[name].env).filter((each) => shared.includes(each));
        expect(given).to.have.members(processOf(name).secrets);
      });
  });
});
