// `npm run saga:diagram [-- place-order]`: each saga as a Mermaid state diagram, as docs/architecture.md shows them.
import { diagram } from '@shop/saga-engine/core/diagram';
import { sagas } from '../dist/sagas/definitions.js';

// each saga as new ones begin: an earlier version is there for those that still run by it
const definitions = sagas.all.filter(({ name, version }) => sagas.latest(name).version === version);
const [asked] = process.argv.slice(2);
const chosen = definitions.filter(({ name }) => asked === undefined || name === asked);
if (chosen.length === 0) {
  console.error(`There is no saga ${asked}: name one of ${definitions.map(({ name }) => name).join(', ')}.`);
  process.exitCode = 1;
}
process.stdout.write(chosen.map(diagram).join('\n'));
