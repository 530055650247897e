import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { until } from '@shop/testkit/until';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface RunningProcess {
  readonly child: ChildProcess;
  /** Kills it with SIGKILL. */
  kill(): Promise<void>;
  /** Resolves once it has exited. */
  ended(): Promise<void>;
}

/** Runs the process of a workspace from its bundle, and waits until it answers on its REST port. */
export async function run(workspace: string, env: Record<string, string>): Promise<RunningProcess> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [`${workspace}/dist/main.cjs`], {
    cwd: root,
    env: { PATH, ...env },
    stdio: 'ignore',
  });
  const ended = async () => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  const running = { child, ended, kill: async () => (child.kill('SIGKILL'), ended()) };
  await until(
    `${workspace} answers`,
    async () => (await fetch(`http://127.0.0.1:${env['PORT']}/health/live`)).ok,
    30_000,
  ).catch(async (error: unknown) => {
    await running.kill();
    throw error;
  });
  return running;
}
