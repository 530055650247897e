import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const names = ['INTERNAL_TOKEN_SECRET', 'JWT_KEY_SECRET', 'PROVIDER_WEBHOOK_SECRET'] as const;
export type Secrets = Record<(typeof names)[number], string>;

/** The stack's own secrets, made once per data directory and readable by its owner only; never printed. */
export function secretsIn(dataDir: string): Secrets {
  const path = join(dataDir, 'secrets.json');
  const kept = read(path);
  if (names.every((name) => kept[name])) return kept as Secrets;
  const made = Object.fromEntries(names.map((name) => [name, kept[name] ?? randomBytes(32).toString('base64url')]));
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
