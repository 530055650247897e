import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@shop/dev/root';
import { parse } from 'yaml';

/** The parts of a service in a compose file that the tests read. */
export interface ComposeService {
  image?: string;
  build?: { dockerfile: string; args: { SERVICE: string } };
  command?: string[];
  environment?: Record<string, string | number>;
  ports?: (string | { target: number; published: string; host_ip: string })[];
  profiles?: string[];
  depends_on?: Record<string, { condition: string }> | string[];
  networks?: string[];
  volumes?: string[];
  configs?: { source: string; target: string }[];
  healthcheck?: { test: string[]; disable?: boolean };
  restart?: string;
  stop_grace_period?: string;
  read_only?: boolean;
  user?: string;
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  init?: boolean;
  container_name?: string;
  deploy?: { resources?: { limits?: { memory?: string; cpus?: string } } };
}

export interface ComposeFile {
  services: Record<string, ComposeService>;
  networks: Record<string, { internal?: boolean } | null>;
  volumes: Record<string, unknown>;
}

/** The text of a file of the repository. */
export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

/** A compose file with merges resolved and variables filled in, as Compose does it. Throws for an unset `${X:?…}`. */
export const composeFile = (path: string, env: Record<string, string>): ComposeFile =>
  // ignores `!override`, which only matters when Compose merges two files
  filled(parse(textOf(path), { merge: true, logLevel: 'error' }), env) as ComposeFile;

/** The names and values of a .env file. */
export const dotenv = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/^([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );

/** Each variable that a compose file reads. */
export const variablesAskedFor = (text: string): string[] => [
  ...new Set([...text.matchAll(/(?<!\$)\$\{([A-Z][A-Z0-9_]*)/g)].map(([, name = '']) => name)),
];

function filled(value: unknown, env: Record<string, string>): unknown {
  if (typeof value === 'string') return fill(value, env);
  if (Array.isArray(value)) return value.map((item) => filled(item, env));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, env)]));
}

function fill(text: string, env: Record<string, string>): string {
  return text.replace(/\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}/g, (whole, name?: string, kind?: string, rest = '') => {
    if (whole === '$$') return '$';
    const value = env[name ?? ''];
    if (value) return value;
    if (kind === '?') throw new Error(`${name} ${rest}`);
    return rest;
  });
}
