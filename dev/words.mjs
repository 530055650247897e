// Part of `npm run check`: fails where a word of docs/words.md is used, with file, line and what to write instead.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LIST = 'docs/words.md';
/** Excluded: third-party files, files that are not text, verbatim records, and files generated from sources that are checked. */
const SKIPPED =
  /^(package-lock\.json|LICENSE|docs\/decisions\/0094-.*|tests\/docs\/words\.unit\.spec\.ts|(?:docs|dev)\/words\.m[dj]s?|protos\/released\/.*|protos\/src\/generated\/.*|.*\/replays\/.*\.json|.*\.(png|ico))$/;
/** Exceptions: file names of decisions, which links repeat, a JavaScript name and a metric that operators may use. */
const IGNORED = /\b\d{4}-[a-z0-9-]+|\ballSettled\b|\bsaga_turned_round_total\b/g;

/** The rules of a list: the form to look for, and its replacement. */
export const rulesOf = (markdown) =>
  [...markdown.matchAll(/^\| (?!instead of |대신할 말 |---)(.+?) \| (.+?) \|$/gm)].flatMap(([, forms, instead]) =>
    forms.split(', ').map((form) => ({ form, instead })),
  );

/** The words of a text in lower case, each with its line; names are split into words, and punctuation counts as a word. */
function wordsOf(text) {
  return text.split('\n').flatMap((line, at) => {
    const apart = line.replace(IGNORED, ' ').replace(/([a-z0-9])([A-Z])/g, '$1 $2');
    const words = apart.toLowerCase().match(/[a-z]+|[,.;:!?(){}|"“”`]/g);
    return (words ?? (line.trim() === '' ? ['.'] : [])).map((word) => ({ word, line: at + 1 }));
  });
}

/** Finds a form in a text; returns the lines. Forms in backticks and Korean forms are searched as they are. */
function searchIn(text) {
  const words = wordsOf(text);
  const starts = [];
  let flat = ' ';
  for (const { word } of words) {
    starts.push(flat.length - 1);
    flat += `${word} `;
  }
  const all = (where, what) => {
    const found = [];
    for (let at = where.indexOf(what); at >= 0; at = where.indexOf(what, at + 1)) found.push(at);
    return found;
  };
  return (form) => {
    if (!/^`|[가-힣]/.test(form))
      return all(flat, ` ${form.toLowerCase()} `).map((at) => words[starts.indexOf(at)].line);
    const name = form.replaceAll('`', '');
    const isPart = (at) => form.startsWith('`') && /[\w$]/.test((text[at - 1] ?? '') + (text[at + name.length] ?? ''));
    return all(text, name).flatMap((at) => (isPart(at) ? [] : [text.slice(0, at).split('\n').length]));
  };
}

/** Where `text`, the content of the file at `path`, uses words of the rules: `path:line "word": write …`. */
export function findings(path, text, rules) {
  const linesOf = searchIn(text);
  return rules.flatMap(({ form, instead }) =>
    linesOf(form).map((line) => `${path}:${line} "${form}": write ${instead}`),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const rules = rulesOf(readFileSync(join(root, LIST), 'utf8'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const files = [...new Set(`${listed}`.split('\0'))].filter(
    (path) => path && !SKIPPED.test(path) && existsSync(join(root, path)),
  );
  const found = files.flatMap((path) => findings(path, readFileSync(join(root, path), 'utf8'), rules));
  for (const each of found) console.error(each);
  if (found.length > 0) {
    console.error(
      `${found.length} hits: docs/words.md lists the words that are not used, and what is written instead.`,
    );
    process.exitCode = 1;
  }
}
