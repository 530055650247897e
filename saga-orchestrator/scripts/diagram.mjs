// Prints each saga, or the named one, as a Mermaid state diagram. With --write (`npm run generate diagrams`) they are put where
// docs/architecture.md shows them: in the first diagram after the link to the saga's file.
import { readFileSync, writeFileSync } from 'node:fs';
import { diagram } from 'saga-engine/core/diagram';
import { sagas } from '../dist/sagas/definitions.js';

// each saga as new ones begin: an earlier version is there for those that still run by it
const definitions = sagas.all.filter(({ name, version }) => sagas.latest(name).version === version);
const [asked] = process.argv.slice(2);
const writes = asked === '--write';
const chosen = definitions.filter(({ name }) => asked === undefined || writes || name === asked);
if (chosen.length === 0) {
  console.error(`There is no saga ${asked}: name one of ${definitions.map(({ name }) => name).join(', ')}.`);
  process.exitCode = 1;
} else if (writes) {
  const page = new URL('../../docs/architecture.md', import.meta.url);
  const drawn = chosen.reduce(
    (text, definition) => {
      const link = `(../saga-orchestrator/src/sagas/${definition.name}.ts)`;
      const [before, after] = [text.slice(0, text.indexOf(link)), text.slice(text.indexOf(link))];
      const shown = /(?<=```mermaid\n)[^`]*/;
      if (!text.includes(link) || !shown.test(after))
        throw new Error(`docs/architecture.md has no diagram after a link to ${definition.name}.ts.`);
      return before + after.replace(shown, () => diagram(definition));
    },
    readFileSync(page, 'utf8'),
  );
  writeFileSync(page, drawn);
} else process.stdout.write(chosen.map(diagram).join('\n'));
