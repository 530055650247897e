import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePortBase } from '../../dist/ports.js';
import { startStack } from '../../dist/stack.js';
import type { Stack, StackOptions } from '../../dist/stack.js';
import { standIns, standInStore } from './stand-ins.js';

/** Starts stacks of stand-ins on free ports; each is stopped after its test. */
export function stacks(): (options: Partial<StackOptions> & { dataDir: string }) => Promise<Stack> {
  const running: Stack[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((stack) => stack.stop()));
  });
  return async (options) => {
    const portBase = options.portBase ?? (await freePortBase());
    const stack = await startStack({ env: standInStore, topology: standIns(), ...options, portBase });
    running.push(stack);
    return stack;
  };
}

/** Temporary folders that are removed after each test of the suite. */
export function temporaryFolders(): () => string {
  const made: string[] = [];
  afterEach(() => {
    for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'shop-dev-'));
    made.push(folder);
    return folder;
  };
}

/** Waits until the condition holds; throws after the deadline. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  withinMs = 10_000,
): Promise<void> {
  for (const end = Date.now() + withinMs; !(await condition());) {
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** The lines of a process's log file, each of which must be a JSON object. */
export function logLines(dataDir: string, process: string): { level: string; message: string }[] {
  const text = readFileSync(join(dataDir, 'logs', `${process}.log`), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { level: string; message: string });
}
