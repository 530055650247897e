import { cpSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '@shop/dev/root';
import { transformSync } from 'esbuild';

const own = join(root, 'saga-orchestrator');

/** The source of one of the files that define sagas. */
export const sagaSource = (name: string): string => readFileSync(join(own, `src/sagas/${name}.ts`), 'utf8');

/**
 * Builds saga-orchestrator in a folder of its own, as an image has it, with other files in its folder `sagas`: TypeScript by
 * name, `place-order` for place-order.ts. What is in the checkout stays as it is.
 */
export function buildRelease(folder: string, sagas: Readonly<Record<string, string>> = {}): string {
  mkdirSync(folder, { recursive: true });
  cpSync(join(own, 'dist'), join(folder, 'dist'), { recursive: true, filter: (file) => !/\.(map|d\.ts)$/.test(file) });
  cpSync(join(own, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [name, source] of Object.entries(sagas)) {
    const { code } = transformSync(source, { loader: 'ts', format: 'esm', target: 'node20.19' });
    writeFileSync(join(folder, `dist/sagas/${name}.js`), code);
  }
  return folder;
}

/** Changes one file of a built release, a path below its `dist`. Throws when the file has no such part. */
export function alterRelease(release: string, path: string, part: string, by: string): void {
  const file = join(release, 'dist', path);
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
