import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** An instruction of a document: commands, a change of a file, or a new file. */
interface Block {
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a document that are instructions, in order. */
export const blocksOf = (markdown: string): Block[] =>
  [...markdown.matchAll(/^```(bash|diff|ts)\n([\s\S]*?)^```/gm)].map(([, language = '', text = '']) => ({
    language,
    text,
  }));

/** Returns the commands of a block. A change of a file is made at once and returns none; throws when it does not apply to the file. */
export function carryOut(root: string, { language, text }: Block): string[] {
  if (language === 'bash') return text.trim().split('\n');
  const [first = '', ...rest] = text.trimEnd().split('\n');
  const path = /^(?:---|\/\/) (\S+)$/.exec(first)?.[1];
  if (!path) throw new Error(`A block does not begin with the path of a file: ${first}`);
  const file = join(root, path);
  if (language === 'ts') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${rest.join('\n')}\n`);
  } else writeFileSync(file, changed(readFileSync(file, 'utf8'), rest, path));
  return [];
}

/** Applies a diff without line numbers, which must match exactly one place of the text. */
function changed(whole: string, lines: string[], path: string): string {
  const side = (mark: string) =>
    lines
      .filter((line) => line === '' || line.startsWith(' ') || line.startsWith(mark))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  const parts = whole.split(side('-'));
  if (parts.length !== 2)
    throw new Error(`The diff matches ${parts.length - 1} places of ${path}, not one:\n${side('-')}`);
  return parts.join(side('+'));
}
