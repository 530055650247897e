// The launcher as `npm start` runs it after install and build, directly from the sources.
import { main } from '../../src/cli.js';

await main(process.argv.slice(2));
