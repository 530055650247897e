import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run, which } from './commands.js';
import { pick } from './environment.js';
import type { Environment } from './environment.js';
import { StartFailure } from './failure.js';
import { databaseUri } from './mongo-uri.js';
import { isListening } from './ports.js';
import { root } from './root.js';
import { nodeProgram } from './service-program.js';
import type { Program } from './supervise.js';

/** The document store of a stack: the user's own MongoDB, or a program that the launcher runs. */
export interface Store {
  uri: string;
  origin: string;
  program?: Program;
}

/**
 * MONGODB_URI if set; else mongod from the PATH or mongodb-memory-server's cache; else the embedded store. Existing data stays with the
 * server that created it. Without `bundles` the embedded store runs from its compiled files. Throws a StartFailure when MONGODB_URI does
 * not answer.
 */
export async function chooseStore(port: number, dataDir: string, env: Environment, bundles: boolean): Promise<Store> {
  const given = env['MONGODB_URI'];
  if (given) return { uri: given, origin: `MONGODB_URI (${await reach(given)})` };
  const uri = `mongodb://127.0.0.1:${port}`;
  const embedded = join(dataDir, 'mongo-lite');
  const mongod = existsSync(embedded) ? undefined : await findMongod(env);
  if (!mongod) {
    const entry = join(root, 'packages/mongo-lite/dist', bundles ? 'main.cjs' : 'main.js');
    if (!existsSync(entry)) throw new StartFailure(`mongo-lite is not built (${entry} is missing): run npm run build.`);
    const node = nodeProgram(entry);
    const args = [...node.args, '--port', String(port), '--data', embedded];
    const origin = 'mongo-lite (the embedded store, for development)';
    return { uri, origin, program: storeProgram(node.command, args, port, env, node.env) };
  }
  const folder = join(dataDir, 'mongod');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const args = ['--port', String(port), '--bind_ip', '127.0.0.1', '--dbpath', folder, '--quiet'];
  return { uri, origin: mongod, program: storeProgram(mongod, args, port, env) };
}

/** Pings the user's own MongoDB and returns its hosts; credentials are never shown. */
async function reach(uri: string): Promise<string> {
  let hosts: string;
  try {
    hosts = new URL(databaseUri(uri, 'admin').replace(/,[^/]*/, '')).host;
  } catch {
    throw new StartFailure('MONGODB_URI is not a MongoDB URI: write it as mongodb://host:port, or unset it.');
  }
  const { default: mongoose } = await import('mongoose');
  const connection = mongoose.createConnection(databaseUri(uri, 'users'), { serverSelectionTimeoutMS: 5000 });
  connection.on('error', () => {});
  try {
    await connection.asPromise();
  } catch {
    throw new StartFailure(
      `MONGODB_URI names ${hosts}, which does not answer or refuses its credentials: start that MongoDB, or unset MONGODB_URI.`,
    );
  } finally {
    await connection.destroy();
  }
  return hosts;
}

async function findMongod(env: Environment): Promise<string | undefined> {
  for (const path of [which('mongod', env), ...cachedBinaries(env)]) {
    if (path && (await run(path, ['--version'])).code === 0) return path;
  }
  return undefined;
}

/** Where mongodb-memory-server-core keeps its downloads. */
function cachedBinaries(env: Environment): string[] {
  const folders = [
    env['MONGOMS_DOWNLOAD_DIR'],
    join(root, 'node_modules', '.cache', 'mongodb-memory-server'),
    join(env['HOME'] || homedir(), '.cache', 'mongodb-binaries'),
  ];
  const cached = folders.flatMap((folder) => {
    if (!folder || !existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => /^mongod-.*\d$/.test(name))
      .map((name) => join(folder, name));
  });
  return [env['MONGOMS_SYSTEM_BINARY'] ?? '', ...cached].filter((path) => path !== '');
}

function storeProgram(command: string, args: string[], port: number, env: Environment, own = {}): Program {
  return {
    label: 'store',
    name: 'store',
    replica: 1,
    command,
    args,
    env: { ...pick({ ...process.env, ...env }, []), ...own, NODE_ENV: 'development' },
    isReady: () => isListening(port),
  };
}
