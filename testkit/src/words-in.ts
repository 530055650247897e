import { readdirSync, readFileSync } from 'node:fs';

/** Where words stand in the files of a folder that `isChecked` takes, each as `file:line word`; and which files those are. */
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
