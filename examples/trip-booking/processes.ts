import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

/** A participant could not be started; the message says what to do. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/** A program that prints its port once it is ready, takes the port as its last argument, and exits when its standard input ends. */
type Program = readonly [command: string, ...args: string[]];

/** The pause before another attempt to restart a program, milliseconds. */
const PAUSE_MS = 500;

/** Programs that are kept running: a killed one is restarted on the same port. */
export class Processes {
  readonly #running = new Set<ChildProcess>();
  #closing = false;

  /** Starts a program and returns the port that it prints. Rejects with CannotStart when it exits before that, or with spawn's error. */
  async start(program: Program): Promise<string> {
    const { child, port } = await this.#begin(program, '0');
    void this.#keep(child, program, port);
    return port;
  }

  /** Stops all programs. */
  async close(): Promise<void> {
    this.#closing = true;
    const ended = [...this.#running].map((child) => (child.stdin?.end(), once(child, 'exit')));
    await Promise.all(ended);
  }

  async #begin([command, ...args]: Program, at: string): Promise<{ child: ChildProcess; port: string }> {
    const child = spawn(command, [...args, at], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#running.add(child);
    for (const end of ['exit', 'error']) child.once(end, () => this.#running.delete(child));
    const [port] = (await Promise.race([
      once(createInterface(child.stdout), 'line'),
      once(child, 'error').then(([error]) => Promise.reject(error as Error)),
      once(child, 'exit').then(([code, signal]) =>
        Promise.reject(
          new CannotStart(
            `${command} ${args.join(' ')} ended with ${code ?? signal} before it was ready; it says why above.`,
          ),
        ),
      ),
    ])) as [string];
    return { child, port };
  }

  async #keep(child: ChildProcess, program: Program, port: string): Promise<void> {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    for (let tries = 0; !this.#closing; tries += 1) {
      if (tries === 0) console.error(`${program.join(' ')} ended with ${signal ?? code}; it is started again.`);
      else await pause(PAUSE_MS);
      const begun = await this.#begin(program, port).catch(() => undefined);
      if (begun) return this.#keep(begun.child, program, port);
    }
  }
}
