import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { which } from './commands.js';
import type { Environment } from './environment.js';
import { launcherFolder } from './root.js';

/**
 * Ties children to the launcher's life, so that they end even when it is killed with -9 and can run no handler.
 *
 * On Linux the kernel does it: `setpriv --pdeathsig KILL` (util-linux) requests the signal and then executes the command with the same pid.
 * Elsewhere one small guard process per stack holds the reading end of a pipe; when the launcher is gone the pipe closes and the guard
 * kills the remaining processes. SIGKILL, because a child that takes 10 s to drain would block the ports of the next start, and every
 * process of the stack is designed to survive it.
 */
export interface Tether {
  command(command: string, args: string[]): [string, string[]];
  hold(child: ChildProcess): void;
  release(): void;
}

/** The best method that this machine supports; looks for setpriv on the given PATH. */
export function createTether(env: Environment): Tether {
  const setpriv = which('setpriv', env);
  if (setpriv && spawnSync(setpriv, ['--pdeathsig', 'KILL', process.execPath, '--version']).status === 0) {
    return {
      command: (command, args) => [setpriv, ['--pdeathsig', 'KILL', '--', command, ...args]],
      hold: () => {},
      release: () => {},
    };
  }
  return guardTether();
}

function guardTether(): Tether {
  const guard = spawn(process.execPath, [join(launcherFolder, 'guard.mjs')], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: {},
  });
  guard.unref();
  guard.stdin.on('error', () => {}); // a guard that was killed must not end the stack
  return {
    command: (command, args) => [command, args],
    hold(child) {
      if (child.pid === undefined) return;
      guard.stdin.write(`+${child.pid}\n`);
      child.once('exit', () => guard.stdin.write(`-${child.pid}\n`));
    },
    release: () => guard.stdin.end(),
  };
}
