import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretNames } from '@shop/topology/processes';
import type { SecretName } from '@shop/topology/processes';

export type Secrets = Record<SecretName, string>;

/** The stack's own secrets, created once per data directory and readable by its owner only; never printed. */
export function secretsIn(dataDir: string): Secrets {
  const path = join(dataDir, 'secrets.json');
  const kept = read(path);
  if (secretNames.every((name) => kept[name])) return kept as Secrets;
  const made = Object.fromEntries(
    secretNames.map((name) => [name, kept[name] ?? randomBytes(32).toString('base64url')]),
  );
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, path);
  return made as Secrets;
}

function read(path: string): Partial<Secrets> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Partial<Secrets>;
  } catch {
    return {};
  }
}
