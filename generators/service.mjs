import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processes, redis, store } from '../topology/src/processes.mjs';
import { deployment } from './deployment.mjs';
import { growthRows } from './growth.mjs';
import { insert } from './insert.mjs';
import { forms, freePorts, isInContracts, isMember, isName } from './names.mjs';

const nounOf = (name) => name.replace(/-service$/, '');

/** True, or why a service cannot have this name. */
export function isNewService(root, name) {
  const noun = nounOf(name);
  const named = isName(noun);
  if (named !== true) return named;
  const { Noun, camel } = forms(noun);
  if (isMember(camel)) return `Every object of JavaScript has a ${camel}: choose another name.`;
  if (`${noun}-service` in processes || existsSync(join(root, `${noun}-service`)))
    return `There is a ${noun}-service already.`;
  const known = isInContracts(root, Noun, `Get${Noun}Request`, `${Noun}Details`);
  return known ? `The contracts have a ${known} already: choose another name.` : true;
}

/** The default name of a service's database. */
export const databaseOf = (name) => nounOf(name ?? '');

/** MongoDB's own: of users, of a replica set, of shards. */
const MONGODB = ['admin', 'config', 'local'];

/** True, or why its database cannot have this name. */
export function isNewDatabase(root, database) {
  const named = isName(database);
  if (named !== true) return named;
  const owner = Object.entries(processes).find(([, process]) => process.database === database);
  if (owner) return `${owner[0]} has the database ${database} already.`;
  if (MONGODB.includes(database))
    return `${database} is a database of MongoDB itself: choose another with -- --database NAME.`;
  // its volume has the database's name; so has a container with `-db`
  const compose = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
  const keys = compose.slice(compose.indexOf('\nservices:'));
  const there = [database, `${database}-db`].find((key) => keys.includes(`\n  ${key}:\n`));
  return there ? `docker-compose.yml has a ${there} already: choose another database with -- --database NAME.` : true;
}

/** The values of all placeholders in a service's templates. */
export function serviceNames(name, database = databaseOf(name)) {
  const noun = nounOf(name);
  const names = forms(noun);
  return {
    ...names,
    service: `${noun}-service`,
    database,
    DATABASE: forms(database).CONSTANT,
    collection: noun.replaceAll('-', '_'),
    namespace: randomUUID(),
    dbPassword: `\${${forms(database).CONSTANT}_DB_PASSWORD:?is not set, run npm run env}`,
    ...freePorts({ redis, store }),
  };
}

/** Changes to existing files for a new service: the topology, the contracts and the documents. */
export function serviceChanges(root, render) {
  return (names) => {
    const { service, Noun, noun, CONSTANT, http, grpc, database, collection } = names;
    const topology = 'topology/src/processes.mjs';
    insert(root, topology, /\n {4}'payment-provider': \{/, `
    '${service}': {
      folder: '${service}',
      does: { en: 'notes that a user opens and closes', ko: '사용자가 열고 닫는 메모' },
      reader: 'readServiceConfig',
      http: ${http},
      grpc: ${grpc},
      database: '${database}',
      redis: true,
      secrets: ['INTERNAL_TOKEN_SECRET'],
      serves: ['${Noun}'],
      calls: [...keys],
    },`); // prettier-ignore
    const call = `        { to: '${service}', http: '${CONSTANT}_SERVICE_URLS', commands: { ${Noun}: ['Get'] } },\n`;
    insert(root, topology, / {6}\],\n {4}\},\n {4}'user-service': \{/, call);
    const codes = `  // ${noun}\n  ${CONSTANT}_NOT_FOUND: 404,\n  ${CONSTANT}_CLOSED: 409,\n`;
    insert(root, 'protos/src/error-codes.ts', / {2}\/\/ payment providers and their webhooks\n/, codes);
    const bound = 'kept for ever: what users open';
    growthRows(root, { database, collection, documents: '1 a note', bytes: '150 to 1,000', bound });
    deployment(root, names, render);
    return `topology, contracts, gateway and deploy: ${service} on ${http} and ${grpc}`;
  };
}
