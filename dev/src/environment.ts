import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

export type Environment = Record<string, string | undefined>;

/** Variables of the machine that any process needs. NODE_OPTIONS is left out on purpose: it is meant for the launcher. */
const machine = ['PATH', 'HOME', 'TZ', 'LANG', 'SystemRoot'];

/**
 * Variables that name additional certificate authorities. Reading all of a system's authorities adds 80 ms to a process's start: see
 * `beyond` in topology.ts.
 */
export const trust = 'NODE_EXTRA_CA_CERTS';

/** Variables that every process of the product accepts, documented or not yet. */
export const shared = [
  'HOST',
  'LOG_LEVEL',
  'NODE_ENV',
  'FAULT_INJECTION',
  'RATE_LIMIT',
  'TRACE_SAMPLE',
  'TRACE_STORE',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_HEADERS',
];

/** One variable of a .env.example; `value` is absent when the line is commented out or empty. */
export interface DocumentedVariable {
  name: string;
  value?: string;
}

/** The variables in a folder's .env.example, commented-out ones included; none when there is no such file. */
export function documentedVariables(folder: string): DocumentedVariable[] {
  const path = join(folder, '.env.example');
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8').split('\n').flatMap(parseLine);
}

function parseLine(line: string): DocumentedVariable[] {
  const match = /^\s*(#?)\s*([A-Z][A-Z0-9_]*)=(.*)$/.exec(line);
  if (!match) return [];
  const [, comment, name = '', rest = ''] = match;
  const value = /^\s*(?:"([^"]*)"|'([^']*)'|(.*?))\s*(?:\s#.*)?$/.exec(rest);
  const text = value?.[1] ?? value?.[2] ?? value?.[3] ?? '';
  return [comment || text === '' ? { name } : { name, value: text }];
}

/** The variables of a folder's own `.env`, which belongs to the user; none when there is no such file. */
export function ownEnvFile(folder: string): Environment {
  const path = join(folder, '.env');
  return existsSync(path) ? { ...parseEnv(textOf(readFileSync(path))) } : {};
}

/** Windows may write UTF-16, or a byte order mark before UTF-8, which would become part of the first variable's name. */
const textOf = (bytes: Buffer): string =>
  new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes);

/** The named variables that are set and not empty. */
export function setOf(from: Environment, names: Iterable<string>): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = from[name];
    if (value !== undefined && value !== '') picked[name] = value;
  }
  return picked;
}

/** The machine's variables and the named ones that are set and not empty. */
export const pick = (from: Environment, names: Iterable<string>): Record<string, string> =>
  setOf(from, [...machine, ...names]);
