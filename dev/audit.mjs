// The program of `npm run audit`.
import { main } from './dist/audit.js';

process.exitCode = await main(process.argv.slice(2), process.env);
