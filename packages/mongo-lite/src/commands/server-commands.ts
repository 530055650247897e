import { hostname } from 'node:os';
import { DateTime, Double, docOf } from '../bson/values.js';
import type { Doc, Value } from '../bson/values.js';
import { CommandError, badValue } from '../errors.js';
import { speculate } from './authentication.js';
import type { Command, CommandContext } from './command.js';

const version = '7.0.14';
const maxBsonObjectSize = 16 * 1024 * 1024;
const startedAt = Date.now();

function helloAnswer(command: Doc, context: CommandContext): Record<string, Value> {
  const { session, credentials } = context;
  const speculative = speculate(command, context);
  const legacy = command.keys().next().value !== 'hello';
  const asked = command.get('saslSupportedMechs');
  return {
    ...(command.has('helloOk') ? { helloOk: true } : {}),
    [legacy ? 'ismaster' : 'isWritablePrimary']: true,
    maxBsonObjectSize,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new DateTime(Date.now()),
    logicalSessionTimeoutMinutes: 30,
    connectionId: session.id,
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: false,
    ...(typeof asked === 'string' && credentials ? { saslSupportedMechs: ['SCRAM-SHA-256'] } : {}),
    ...(speculative ? { speculativeAuthenticate: speculative } : {}),
  };
}

/** Both names of the greeting, and the fields that drivers send with it. */
export const hello: Command = {
  fields: [],
  unsupported: ['topologyVersion', 'maxAwaitTimeMS'],
  lenient: true,
  open: true,
  run: helloAnswer,
};

export const ping: Command = { fields: [], open: true, run: () => ({}) };

export const buildInfo: Command = {
  fields: [],
  open: true,
  run: () => ({
    version,
    gitVersion: 'mongo-lite',
    modules: ['mongo-lite'],
    allocator: 'system',
    javascriptEngine: 'none',
    sysInfo: 'deprecated',
    versionArray: version.split('.').map(Number).concat(0),
    bits: 64,
    debug: false,
    maxBsonObjectSize,
    storageEngines: ['lmdb'],
  }),
};

export const serverStatus: Command = {
  fields: ['repl', 'metrics', 'locks', 'tcmalloc', 'wiredTiger'],
  run: (_command, { port, cursors }) => ({
    host: `${hostname()}:${port}`,
    version,
    process: 'mongo-lite',
    pid: BigInt(process.pid),
    uptime: new Double(Math.floor((Date.now() - startedAt) / 1000)),
    localTime: new DateTime(Date.now()),
    metrics: docOf({ cursor: docOf({ open: docOf({ total: BigInt(cursors.count) }) }) }),
  }),
};

export const connectionStatus: Command = {
  fields: ['showPrivileges'],
  open: true,
  run: (_command, { session }) => ({
    authInfo: docOf({
      authenticatedUsers: session.user === undefined ? [] : [docOf({ user: session.user, db: 'admin' })],
      authenticatedUserRoles: session.user === undefined ? [] : [docOf({ role: 'root', db: 'admin' })],
    }),
  }),
};

export const getParameter: Command = {
  fields: ['featureCompatibilityVersion', 'allParameters'],
  run(command) {
    if (!command.has('featureCompatibilityVersion')) {
      throw new CommandError(72, 'no option found to get: mongo-lite knows featureCompatibilityVersion');
    }
    return { featureCompatibilityVersion: docOf({ version: '7.0' }) };
  },
};

/** Sessions have no state here, so ending one always succeeds. */
export const endSessions: Command = { fields: [], open: true, run: () => ({}) };

export const whatsMyUri: Command = { fields: [], open: true, run: () => ({ you: '127.0.0.1' }) };

export const getCmdLineOpts: Command = {
  fields: [],
  run: (_command, { port }) => ({ argv: ['mongo-lite'], parsed: docOf({ net: docOf({ port }) }) }),
};

/** Answers fsync once everything is on disk; locking is refused. */
export const fsync: Command = {
  fields: ['lock', 'fsync', 'async'],
  writes: true,
  run(command) {
    if (command.get('lock')) throw badValue('fsync with lock is not supported by mongo-lite');
    return { numFiles: 1 };
  },
};
