// The launcher as `npm start` runs it after install and build.
import { main } from '../../dist/cli.js';

await main(process.argv.slice(2));
