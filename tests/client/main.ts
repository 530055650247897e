import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { startShop } from '../support/shop.js';
import { clientTypes } from './generate.js';

// `npm run client`: writes schema.ts again from the document of a stack that is started for it. With `-- --release` it also writes down
// protos and document as those of the release that is made, which what comes later must not break.
const file = new URL('schema.ts', import.meta.url);
const protos = new URL('../../protos/', import.meta.url);
const released = new URL('released/openapi.json', protos);
const pathsOf = (document: string) => (JSON.parse(document) as { paths: object }).paths;
const shop = await startShop({ env: { FAULT_INJECTION: 'on' } });
try {
  const { body } = await shop.call<{ paths: object }>('GET', '/openapi.json');
  // the gateway leaves out a service that does not answer in time; what was released stays
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
