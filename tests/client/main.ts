import { writeFileSync } from 'node:fs';
import { startShop } from '../support/shop.js';
import { clientTypes } from './generate.js';

// `npm run client`: writes schema.ts anew from the document of a stack that is started for it
const file = new URL('schema.ts', import.meta.url);
const shop = await startShop({ env: { FAULT_INJECTION: 'on' } });
try {
  const { body } = await shop.call('GET', '/openapi.json');
  writeFileSync(file, await clientTypes(body, file));
} finally {
  await shop.stop();
}
