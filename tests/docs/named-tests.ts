import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { read, root } from './markdown-files.js';

/** A test that a document names. */
export interface NamedTest {
  readonly file: string;
  readonly title: string;
}

/** The cells of a table's rows; the first and the last of each are empty. */
export const cellsOf = (lines: readonly string[]): string[][] =>
  lines.map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

/** The tests that a cell names: a link to a spec file, then titles in quotation marks. */
export function namedTests(cell: string): NamedTest[] {
  return [...cell.matchAll(/\]\(\.\.\/([^)]+\.(?:spec|suite)\.ts)\):((?: *“[^”]+”,?)+)/g)].flatMap(([, file, titles]) =>
    [...titles!.matchAll(/“([^”]+)”/g)].map(([, title]) => ({ file: file!, title: title! })),
  );
}

/** Whether a spec has a test with this title; `…` stands for a computed part. */
export function exists({ file, title }: NamedTest): boolean {
  if (!existsSync(join(root, file))) return false;
  const titles = [...read(file).matchAll(/\bit\(\s*(['"`])((?:\\.|(?!\1).)+)\1/g)].map(([, , text]) =>
    text!.replace(/\$\{[^}]*\}/g, '…').replace(/\\(.)/g, '$1'),
  );
  return titles.includes(title);
}
