import { execFile } from 'node:child_process';
import { processNames } from '@shop/dev/ports';
import type { Shop } from '../support/shop.js';
import { root } from './markdown-files.js';

/** Commands and output for the default ports and folder, as for this stack. */
export function here(text: string, { stack, dataDir }: Shop): string {
  const ports = new Map<string, string>([
    ['3027', new URL(stack.urls['store']!).port],
    ['3079', new URL(stack.urls['redis']!).port],
  ]);
  processNames.forEach((name, index) => {
    ports.set(`${3000 + index}`, `${stack.ports[name]!.rest}`);
    if (stack.ports[name]!.grpc) ports.set(`${50050 + index}`, `${stack.ports[name]!.grpc}`);
  });
  return text
    .replace(/\b(30(?:0[0-5]|27|79)|5005[1-4])\b/g, (port) => ports.get(port)!)
    .replace(/(?:\.\/)?\.data\//g, `${dataDir}/`);
}

/** Runs blocks in one bash; answers what each printed. Rejects with all output when a command fails. */
export function run(commands: string[], env: Record<string, string>): Promise<string[]> {
  const script = commands.map((command) => `${command}\nprintf '\\n@@@\\n'`).join('\n');
  return new Promise((resolve, reject) => {
    const options = { cwd: root, timeout: 90_000, env: { PATH: process.env['PATH'], ...env } };
    execFile('bash', ['--norc', '-eo', 'pipefail', '-c', script], options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.message.split('\n')[0]}\n${stdout}\n${stderr}`.slice(-4000)));
      else resolve(stdout.split('\n@@@\n').slice(0, -1));
    });
  });
}
