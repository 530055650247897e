import { readdirSync, readFileSync } from 'node:fs';

/** The places of words in the files of a folder that `isChecked` accepts, each as `file:line word`; and the checked files. */
export function wordsIn(
  folder: URL,
  words: RegExp,
  isChecked: (file: string) => boolean,
): { files: string[]; found: string[] } {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isChecked);
  const found = files.flatMap((file) =>
    readFileSync(new URL(file, folder), 'utf8')
      .split('\n')
      .flatMap((line, at) => [...line.matchAll(words)].map(([word]) => `${file}:${at + 1} ${word}`)),
  );
  return { files, found };
}
