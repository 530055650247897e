import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const skipped = new Set(['node_modules', 'dist', '.git', '.data', '.cache']);

/** Paths of every Markdown file of the checkout, relative to it. */
export function markdownFiles(folder = root): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : markdownFiles(path);
    return entry.name.endsWith('.md') ? [relative(root, path)] : [];
  });
}

export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The text without fenced blocks, whose lines can look like headings or links. */
export const withoutBlocks = (markdown: string): string => markdown.replace(/^ *```[^\n]*\n[\s\S]*?^ *```/gm, '');

/** The code spans of a text, each on one line. */
export const codeSpans = (markdown: string): string[] =>
  [...withoutBlocks(markdown).matchAll(/`([^`]+)`/g)].map(([, code]) => code!.replace(/\s+/g, ' '));

export interface Heading {
  readonly level: number;
  readonly text: string;
}

/** The headings, in order. */
export const headings = (markdown: string): Heading[] =>
  [...withoutBlocks(markdown).matchAll(/^(#{1,6}) +(.+?) *$/gm)].map(([, marks, text]) => ({
    level: marks!.length,
    text: text!,
  }));

/** The anchors that GitHub gives the headings. */
export function anchors(markdown: string): Set<string> {
  const seen = new Map<string, number>();
  return new Set(
    headings(markdown).map(({ text }) => {
      const plain = text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
      const anchor = plain.replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '').replaceAll(' ', '-');
      const before = seen.get(anchor) ?? 0;
      seen.set(anchor, before + 1);
      return before === 0 ? anchor : `${anchor}-${before}`;
    }),
  );
}

/** The targets of the links and pictures of a text. */
export const links = (markdown: string): string[] =>
  [
    ...withoutBlocks(markdown)
      .replace(/`[^`\n]*`/g, '')
      .matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g),
  ].map(([, target]) => target!);
