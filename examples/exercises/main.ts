// Checks an exercise of docs/labs/exercises.md, with a Redis and a store of its own:
//   npm run example exercise                            the exercises
//   npm run example exercise idempotent                 checks idempotent/start.ts, which you edit
//   npm run example exercise idempotent -- --solution   checks the solution beside it
import { givenUrls } from '../setting.js';
import { attempt, exercises } from './exercises.js';

const [named, flag, ...rest] = process.argv.slice(2);
const name = exercises.find((each) => each === named);
if (!name || ![undefined, '--solution'].includes(flag) || rest.length > 0) {
  console.log(`Name one of the exercises, ${exercises.join(', ')}, and add -- --solution to check its solution.`);
  process.exit(named === undefined ? 0 : 1);
}

const file = flag === undefined ? 'start' : 'solution';
console.log(`examples/exercises/${name}/${file}.ts`);
let [held, all] = [0, 0];
for await (const { title, problem } of attempt(name, file, givenUrls())) {
  all += 1;
  if (problem === undefined) held += 1;
  console.log(
    problem === undefined ? `  yes  ${title}` : `  no   ${title}\n       ${problem.replaceAll('\n', '\n       ')}`,
  );
}
console.log(held === all ? `All ${held} hold.` : `${held} of ${all} hold.`);
process.exit(held === all ? 0 : 1);
