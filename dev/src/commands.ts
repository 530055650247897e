import { spawn } from 'node:child_process';
import type { SpawnOptionsWithStdioTuple, StdioNull, StdioPipe } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Environment } from './environment.js';

/** Full path of a program on the environment's PATH; undefined when it is not there. */
export function which(program: string, env: Environment): string | undefined {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, program);
    if (folder !== '' && isExecutable(path)) return path;
  }
  return undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

export interface RunResult {
  /** Exit code; -1 when the command could not be started or was ended by a signal or the deadline. */
  code: number;
  output: string;
}

/** Runs a command to its end and returns its exit code and output; never throws. */
export function run(
  command: string,
  args: string[],
  options: { env?: Environment; cwd?: string; timeoutMs?: number; signal?: AbortSignal | undefined } = {},
): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = trySpawn(command, args, {
      env: (options.env ?? process.env) as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      timeout: options.timeoutMs ?? 10_000,
      killSignal: 'SIGKILL',
    });
    if (child instanceof Error) return resolve({ code: -1, output: child.message });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    child.once('error', (error) => resolve({ code: -1, output: output + error.message }));
    child.once('close', (code) => resolve({ code: code ?? -1, output }));
  });
}

/** Node throws some errors of a command that cannot be started (such as a path that is no folder) and emits others. */
function trySpawn(
  command: string,
  args: string[],
  options: SpawnOptionsWithStdioTuple<StdioNull, StdioPipe, StdioPipe>,
) {
  try {
    return spawn(command, args, options);
  } catch (error) {
    return error as Error;
  }
}
