// The program of `npm start`. Plain Node until dependencies and build are up to date; everything after that is in src/cli.ts.
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `This needs Node 20.19 or newer and found ${process.versions.node}: install a newer Node (nodejs.org).`,
  );
  process.exit(1);
}

// the same folder as the services' (src/service-program.ts); Node 20 has no compile cache
module.enableCompileCache?.(fileURLToPath(new URL('../.cache/compiled', import.meta.url)));
try {
  const { prepare } = await import('./prepare.mjs');
  await prepare({ bundles: process.argv[2] !== 'dev' });
} catch (error) {
  const denied = ['EACCES', 'EPERM', 'EROFS'].includes(error.code);
  console.error(denied ? `Cannot write ${error.path}: make the checkout writable for this user.` : error.message);
  process.exit(1);
}
const { main } = await import('./dist/cli.js');
await main(process.argv.slice(2));
