import { execFile } from 'node:child_process';
import { portsFor } from '@shop/dev/ports';
import { label } from '@shop/dev/topology';
import { processNames, redis, store, type ProcessName } from '@shop/topology/processes';
import type { Shop } from '../support/shop.js';
import { root } from './markdown-files.js';

const isOurs = (name: string): name is ProcessName => (processNames as readonly string[]).includes(name);

/** Commands and output that are written for the default ports and folder, adapted to this stack. */
export function here(text: string, { stack, dataDir }: Shop): string {
  const ports = new Map<string, string>([
    [`${store.port}`, new URL(stack.urls['store']!).port],
    [`${redis.port}`, new URL(stack.urls['redis']!).port],
  ]);
  const usual = portsFor();
  for (const { name, replica } of stack.processes) {
    if (!isOurs(name)) continue;
    const [there, here] = [usual.of(name, replica), stack.ports[label(name, replica)]!];
    ports.set(`${there.rest}`, `${here.rest}`);
    if (there.grpc) ports.set(`${there.grpc}`, `${here.grpc}`);
  }
  return text
    .replace(new RegExp(`\\b(${[...ports.keys()].join('|')})\\b`, 'g'), (port) => ports.get(port)!)
    .replace(/(?:\.\/)?\.data\//g, `${dataDir}/`);
}

/** Runs blocks in one bash; returns the output of each. Rejects with all output when a command fails. */
export function run(commands: string[], env: Record<string, string>): Promise<string[]> {
  const script = commands.map((command) => `${command}\nprintf '\\n@@@\\n'`).join('\n');
  return new Promise((resolve, reject) => {
    // ends a command that hangs: a lab of 12 s took 46 s on two cores with a load of 8
    const options = { cwd: root, timeout: 240_000, env: { PATH: process.env['PATH'], ...env } };
    execFile('bash', ['--norc', '-eo', 'pipefail', '-c', script], options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.message.split('\n')[0]}\n${stdout}\n${stderr}`.slice(-4000)));
      else resolve(stdout.split('\n@@@\n').slice(0, -1));
    });
  });
}
