import { parseArgs } from 'node:util';

export interface Options {
  port: number;
  host: string;
  dataDir: string;
  user?: string;
  password?: string;
}

const usage = 'Usage: node dist/main.js --port 27117 --data DIR [--host 127.0.0.1] [--user NAME --password WORD]';

/**
 * Reads the command line; user and password may also come from MONGO_LITE_USER and MONGO_LITE_PASSWORD. Throws an Error of one sentence.
 */
export function parseOptions(args: string[], env: NodeJS.ProcessEnv): Options {
  const values = parse(args);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535 || values.port === '') {
    throw new Error(`--port must be a number from 0 to 65535, not '${values.port}'. ${usage}`);
  }
  if (!values.data) throw new Error(`--data must name the folder for the data. ${usage}`);
  const user = values.user ?? env['MONGO_LITE_USER'];
  const password = values.password ?? env['MONGO_LITE_PASSWORD'];
  if ((user ? 1 : 0) !== (password ? 1 : 0)) throw new Error(`--user and --password belong together. ${usage}`);
  return { port, host: values.host, dataDir: values.data, ...(user && password ? { user, password } : {}) };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string', default: '27117' },
        host: { type: 'string', default: '127.0.0.1' },
        data: { type: 'string' },
        user: { type: 'string' },
        password: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}. ${usage}`, { cause: error });
  }
}
