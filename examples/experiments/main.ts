// Switches a protection off and on again, with a Redis and a store of its own; docs/labs/exercises.md tells what to look at:
//   npm run example experiment            the experiments
//   npm run example experiment barrier    one of them
import { givenUrls } from '../setting.js';
import { experiments, run } from './experiments.js';

const [name, ...rest] = process.argv.slice(2);
const experiment = experiments[name ?? ''];
if (!name || !experiment || rest.length > 0) {
  console.log(`Name one of the experiments: ${Object.keys(experiments).join(', ')}.`);
  process.exit(name === undefined ? 0 : 1);
}
console.log(experiment.about);
for (const protection of [true, false, true])
  console.log(`${protection ? 'on ' : 'off'}  ${await run(name, protection, givenUrls())}`);
process.exit(0);
