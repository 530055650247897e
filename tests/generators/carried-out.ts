import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a block of a document asks for: commands, a change of a file, or a new file. */
interface Block {
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a document that say what to do, in order. */
export const blocksOf = (markdown: string): Block[] =>
  [...markdown.matchAll(/^```(bash|diff|ts)\n([\s\S]*?)^```/gm)].map(([, language = '', text = '']) => ({
    language,
    text,
  }));

/** The commands of a block; none for a change of a file, which is made at once. Throws when it does not fit the file. */
export function carryOut(root: string, { language, text }: Block): string[] {
  if (language === 'bash') return text.trim().split('\n');
  const [first = '', ...rest] = text.trimEnd().split('\n');
  const path = /^(?:---|\/\/) (\S+)$/.exec(first)?.[1];
  if (!path) throw new Error(`A block does not begin with the file that it is about: ${first}`);
  const file = join(root, path);
  if (language === 'ts') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${rest.join('\n')}\n`);
  } else writeFileSync(file, changed(readFileSync(file, 'utf8'), rest, path));
  return [];
}

/** A text with the one place that a diff without line numbers shows replaced by what it says. */
function changed(whole: string, lines: string[], path: string): string {
  const side = (mark: string) =>
    lines
      .filter((line) => line === '' || line.startsWith(' ') || line.startsWith(mark))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  const parts = whole.split(side('-'));
  if (parts.length !== 2)
    throw new Error(`${path} has ${parts.length - 1} places, not one, that begin as a document says:\n${side('-')}`);
  return parts.join(side('+'));
}
