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
 * Builds saga-orchestrator in a folder of its own, as an image has it, with an engine of its own and with other files in its folder
 * `sagas`: TypeScript by name, `place-order` for place-order.ts. What is in the checkout stays as it is; the folder above is given a
 * link to its dependencies.
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

/** Changes one file of a built release's engine, a path below its `dist`. Throws when the file has no such part. */
export function alterEngine(release: string, path: string, part: string, by: string): void {
  const file = join(release, 'node_modules/saga-engine/dist', path);
  const text = readFileSync(file, 'utf8');
  if (!text.includes(part)) throw new Error(`${path} has no ${part} any more`);
  writeFileSync(file, text.replace(part, by));
}

/** Has the link `current` lead to this release from now on. */
export function pointTo(release: string, current: string): void {
  const next = `${current}.next`;
  symlinkSync(basename(release), next);
  renameSync(next, current);
}
