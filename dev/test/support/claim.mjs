// Takes the lock that its argument names, prints the result, and holds the lock until stdin ends.
import { tryLock } from '../../lock.mjs';

const lock = tryLock(process.argv[2]);
console.log(lock.release ? 'taken' : `held by ${lock.holder}`);
process.stdin.resume().on('end', () => process.exit());
