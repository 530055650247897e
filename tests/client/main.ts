import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { startShop } from '../support/shop.js';
import { clientTypes } from './generate.js';

// `npm run client`: starts a stack and generates schema.ts from its document. With `-- --release` it also stores the protos and the
// document as those of the current release, which later versions must not break.
const file = new URL('schema.ts', import.meta.url);
const protos = new URL('../../protos/', import.meta.url);
const released = new URL('released/openapi.json', protos);
const pathsOf = (document: string) => (JSON.parse(document) as { paths: object }).paths;
const shop = await startShop({ env: { FAULT_INJECTION: 'on' } });
try {
  const { body } = await shop.call<{ paths: object }>('GET', '/openapi.json');
  // the gateway omits a service that does not answer in time; released paths must be there
  const missing = Object.keys(pathsOf(readFileSync(released, 'utf8'))).filter((path) => !(path in body.paths));
  if (missing.length > 0) throw new Error(`The document lacks ${missing.join(', ')}: try it again.`);
  writeFileSync(file, await clientTypes(body, file));
  if (process.argv.includes('--release')) {
    cpSync(new URL('shop', protos), new URL('released/shop', protos), { recursive: true });
    writeFileSync(released, await format(JSON.stringify(body), { ...(await resolveConfig(file)), parser: 'json' }));
  }
} finally {
  await shop.stop();
}
