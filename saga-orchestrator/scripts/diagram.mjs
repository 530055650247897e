// Prints each saga, or the named one, as a Mermaid state diagram. With --write (`npm run generate diagrams`) they are put where
// docs/architecture.md and its Korean mirror show them: in the first diagram after the link to the saga's file.
import { readFileSync, writeFileSync } from 'node:fs';
import { diagram } from 'saga-engine/core/diagram';
import { sagas } from '../dist/sagas/definitions.js';

// each saga as new ones begin: an earlier version is there for those that still run by it
const definitions = sagas.all.filter(({ name, version }) => sagas.latest(name).version === version);
/** The text of a page with this saga's diagram as it is now. */
function redrawn(text, definition) {
  const link = `(../saga-orchestrator/src/sagas/${definition.name}.ts)`;
  const [before, after] = [text.slice(0, text.indexOf(link)), text.slice(text.indexOf(link))];
  // up to the fence that ends it: a label may hold a grave accent
  const shown = /(?<=```mermaid\n)[^]*?(?=```)/;
  if (!text.includes(link) || !shown.test(after))
    throw new Error(`A page of the architecture has no diagram after a link to ${definition.name}.ts.`);
  return before + after.replace(shown, () => diagram(definition));
}

const [asked] = process.argv.slice(2);
const writes = asked === '--write';
const chosen = definitions.filter(({ name }) => asked === undefined || writes || name === asked);
if (chosen.length === 0) {
  console.error(`There is no saga ${asked}: name one of ${definitions.map(({ name }) => name).join(', ')}.`);
  process.exitCode = 1;
} else if (writes) {
  const pages = ['architecture.md', 'architecture.ko.md'].map((name) => new URL(`../../docs/${name}`, import.meta.url));
  // all of them before one is written
  const drawn = pages.map((page) => chosen.reduce(redrawn, readFileSync(page, 'utf8')));
  pages.forEach((page, index) => writeFileSync(page, drawn[index]));
} else process.stdout.write(chosen.map(diagram).join('\n'));
