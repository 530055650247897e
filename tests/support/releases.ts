import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '@shop/dev/root';
import { transformSync } from 'esbuild';

const own = join(root, 'saga-orchestrator');
const engine = join(root, 'packages/saga-engine');
const isRunnable = (file: string) => !/\.(map|d\.ts)$/.test(file);

/** The source of one of the files that define sagas. */
export const sagaSource = (name: string): string => readFileSync(join(own, `src/sagas/${name}.ts`), 'utf8');

/**
 * Builds saga-orchestrator into its own folder, as an image has it, with its own copy of the engine. `sagas` replaces or adds files of
 * its folder `sagas`: TypeScript by name, `place-order` for place-order.ts. The checkout does not change; the parent folder gets a
 * link to the dependencies.
 */
export function buildRelease(folder: string, sagas: Readonly<Record<string, string>> = {}): string {
  mkdirSync(folder, { recursive: true });
  for (const [from, to] of [
    [own, folder],
    [engine, join(folder, 'node_modules/saga-engine')],
  ] as const) {
    cpSync(join(from, 'dist'), join(to, 'dist'), { recursive: true, filter: isRunnable });
    cpSync(join(from, 'package.json'), join(to, 'package.json'));
  }
  const shared = join(folder, '../node_modules');
  if (!existsSync(shared)) symlinkSync(join(root, 'node_modules'), shared);
  for (const [name, source] of Object.entries(sagas)) {
    const { code } = transformSync(source, { loader: 'ts', format: 'esm', target: 'node20.19' });
    writeFileSync(join(folder, `dist/sagas/${name}.js`), code);
  }
  return folder;
}

/** Replaces `part` in one file, a path below `dist`, of a built release's engine. Throws when the file does not contain it. */
export function alterEngine(release: string, path: string, part: string, by: string): void {
  const file = join(release, 'node_modules/saga-engine/dist', path);
  const text = readFileSync(file, 'utf8');
  if (!text.includes(part)) throw new Error(`${path} has no ${part} any more`);
  writeFileSync(file, text.replace(part, by));
}

/** Points the link `current` to this release. */
export function pointTo(release: string, current: string): void {
  const next = `${current}.next`;
  symlinkSync(basename(release), next);
  renameSync(next, current);
}
