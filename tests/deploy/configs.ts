import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { documentedVariables } from '@shop/dev/environment';
import type { ProcessName } from '@shop/dev/ports';
import { root } from '@shop/dev/root';

type Read = (env: NodeJS.ProcessEnv) => Record<string, unknown>;

const files: Record<ProcessName, string> = {
  gateway: 'gateway/dist/config.js',
  'user-service': 'user-service/dist/config.js',
  'order-service': 'order-service/dist/config.js',
  'payment-service': 'payment-service/dist/config.js',
  'saga-orchestrator': 'saga-orchestrator/dist/config.js',
  'payment-provider': 'payment-service/dist/provider/config.js',
};

/** What a process makes of an environment: its own config reader, which throws for a bad one. */
export async function readConfigOf(name: ProcessName, env: NodeJS.ProcessEnv): Promise<Record<string, unknown>> {
  const module = (await import(pathToFileURL(join(root, files[name])).href)) as Record<string, unknown>;
  const read = Object.entries(module).find(([exported]) => /^read\w*Config$/.test(exported))?.[1];
  if (typeof read !== 'function') throw new Error(`${files[name]} exports no read…Config`);
  return (read as Read)(env);
}

/** The variables that a process's .env.example names. */
export const documentedBy = (name: ProcessName): string[] =>
  documentedVariables(join(root, files[name].split('/')[0] ?? '')).map((variable) => variable.name);
