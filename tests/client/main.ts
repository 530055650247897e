import { cpSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { shopDocument } from '../contract/document.js';
import { clientTypes } from './generate.js';

// `npm run generate client`: generates schema.ts from the document of the sources. With `-- --release` it also stores the protos and the
// document as those of the current release, which later versions must not break.
const file = new URL('schema.ts', import.meta.url);
const protos = new URL('../../protos/', import.meta.url);
const document = await shopDocument();
writeFileSync(file, await clientTypes(document, file));
if (process.argv.includes('--release')) {
  cpSync(new URL('shop', protos), new URL('released/shop', protos), { recursive: true });
  const text = await format(JSON.stringify(document), { ...(await resolveConfig(file)), parser: 'json' });
  writeFileSync(new URL('released/openapi.json', protos), text);
}
