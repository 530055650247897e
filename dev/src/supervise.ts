import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { badEnvironment, StartFailure } from './failure.js';
import { openProcessLog } from './log.js';
import type { LogLine, LogSink, ProcessLog } from './log.js';
import type { Tether } from './tether.js';

/** A program that is kept running under one name. */
export interface Program {
  /** Name of the process and of its log file: `order-service`, `order-service-2`, `redis`. */
  label: string;
  name: string;
  replica: number;
  command: string;
  args: string[];
  env: Record<string, string>;
  isReady(): Promise<boolean>;
  /** Why it is not ready; empty when it does not say. */
  notReady?: () => Promise<string>;
  /** Its data folder; created again, empty, when it has been removed. */
  folder?: string;
  /** Level at which its plain-text standard error is logged. */
  stderrLevel?: string;
  /** Removes from a plain-text line what the log has anyway: time, pid. */
  reword?: (text: string) => string;
}

const firstDelayMs = 200;
const longestDelayMs = 3200;
const steadyAfterMs = 10_000;
const diesBeforeGivingUp = 5;
/** A process announces that it listens and is then checked; one without an announcement is checked this often. */
const readyPollMs = 250;
/** Lines around an uncaught error that do not describe it. */
const stackTrace = /^\s|^[}^]|^Node\.js v|^node:/;

/** Keeps one process running: restarts it on the same port whenever it ends, until stopped. */
export class Supervised {
  readonly program: Program;
  #child: ChildProcess | undefined;
  #log: ProcessLog;
  #sink: LogSink;
  #tether: Tether;
  #stopping = false;
  #restarting = false;
  #wasReady = false;
  #deaths = 0;
  #lastError = '';
  #exitCode: number | null = null;
  #restart: NodeJS.Timeout | undefined;
  #spoke = false;
  #heard = () => {};
  readonly #longestDelayMs: number;

  constructor(program: Program, logFolder: string, sink: LogSink, tether: Tether, longestRestartMs = longestDelayMs) {
    this.program = program;
    this.#longestDelayMs = longestRestartMs;
    this.#sink = sink;
    this.#tether = tether;
    const watching: LogSink = (line) => {
      if (['error', 'fatal'].includes(line.level) && !stackTrace.test(line.message)) this.#lastError = line.message;
      this.#spoke = true;
      this.#heard();
      sink(line);
    };
    this.#log = openProcessLog(logFolder, program.label, watching, program.reword);
  }

  /** Pid of the running process; undefined between its end and the restart. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    const { program } = this;
    const [command, args] = this.#tether.command(program.command, program.args);
    if (program.folder !== undefined) mkdirSync(program.folder, { recursive: true, mode: 0o700 });
    const startedAt = Date.now();
    // Its own process group: Ctrl-C reaches the launcher alone, which then stops services before their store.
    // files in the data folder are accessible to their owner only
    const umask = process.umask(0o077);
    const child = spawn(command, args, { env: program.env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    process.umask(umask);
    this.#child = child;
    this.#tether.hold(child);
    this.#log.follow(child.stdout, 'info');
    this.#log.follow(child.stderr, program.stderrLevel ?? 'error');
    child.once('error', (error) => this.#say('error', `could not be run: ${error.message}`));
    child.once('close', (code, signal) => this.#ended(code, signal, Date.now() - startedAt));
  }

  /**
   * Resolves when the process has reported ready. Throws a StartFailure when the process rejects its environment, keeps dying before it was
   * ever ready, or is not ready after `withinMs`.
   */
  async waitReady(withinMs: number, signal?: AbortSignal): Promise<void> {
    const { label } = this.program;
    for (const end = Date.now() + withinMs; ;) {
      signal?.throwIfAborted();
      if (this.#stopping) throw new StartFailure(`${label} was stopped before it was ready.`);
      this.#spoke = false;
      if (this.#child && (await this.program.isReady())) break;
      if (!this.#wasReady && this.#exitCode === badEnvironment) {
        throw new StartFailure(`${label} refuses its environment: ${this.#reason()}`, badEnvironment);
      }
      if (!this.#wasReady && this.#deaths >= diesBeforeGivingUp) {
        throw new StartFailure(`${label} does not stay up: ${this.#reason()}`);
      }
      if (Date.now() > end) {
        const why = await this.program.notReady?.();
        throw new StartFailure(`${label} was not ready within ${withinMs / 1000} s: ${this.#reason(why)}`);
      }
      await this.#newsWithin(readyPollMs);
    }
    this.#wasReady = true;
  }

  /** Resolves when it has written a line since it was last checked, or has ended, or after `ms`. */
  #newsWithin(ms: number): Promise<void> {
    if (this.#spoke) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#heard = () => (clearTimeout(timer), resolve());
    });
  }

  /** Sends a signal to the process, if it runs. */
  kill(signal: NodeJS.Signals): boolean {
    return this.#child?.kill(signal) ?? false;
  }

  /** Ends the process, by SIGKILL when it still runs after `graceMs`, and starts it again; starts it if none runs. */
  async restart(graceMs: number): Promise<void> {
    this.#restarting = true;
    await this.#end(graceMs);
    this.#restarting = false;
    this.#deaths = 0;
    if (!this.#stopping) this.start();
  }

  /** Ends the process for good: SIGTERM, then SIGKILL when it still runs after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    await this.#end(graceMs, () => this.#say('warn', `did not end within ${graceMs / 1000} s and was killed`));
    await this.#log.close();
  }

  async #end(graceMs: number, onKill = () => {}): Promise<void> {
    clearTimeout(this.#restart);
    const child = this.#child;
    if (!child) return;
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    child.kill('SIGTERM');
    const timer = setTimeout(() => {
      onKill();
      child.kill('SIGKILL');
    }, graceMs);
    await ended;
    clearTimeout(timer);
  }

  #ended(code: number | null, signal: NodeJS.Signals | null, livedMs: number): void {
    this.#child = undefined;
    this.#exitCode = code;
    this.#heard();
    if (this.#stopping || this.#restarting) return;
    if (code === badEnvironment && !this.#wasReady) return; // a restart cannot help
    this.#deaths = livedMs > steadyAfterMs ? 1 : this.#deaths + 1;
    if (!this.#wasReady && this.#deaths >= diesBeforeGivingUp) return;
    const delay = Math.min(firstDelayMs * 2 ** (this.#deaths - 1), this.#longestDelayMs);
    this.#say('warn', `ended (${signal ?? `exit code ${code}`}); starting it again in ${delay / 1000} s`);
    this.#restart = setTimeout(() => this.start(), delay);
  }

  #reason(said = ''): string {
    return `${said || this.#lastError || `exit code ${this.#exitCode ?? 'none'}`} (see its log, ${this.program.label}.log).`;
  }

  #say(level: string, message: string): void {
    const line: LogLine = { process: 'launcher', level, message: `${this.program.label} ${message}`, at: new Date() };
    this.#sink(line);
  }
}
