import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { clientTypes } from '../client/generate.js';
import { shopDocument } from './document.js';
import { openApiBreaks } from './openapi.js';

describe('the OpenAPI document of the sources', () => {
  let document: Awaited<ReturnType<typeof shopDocument>>;
  before(async () => {
    document = await shopDocument();
  });

  it('breaks no client of the last release, which `npm run generate client -- --release` stores', () => {
    const released = new URL('../../protos/released/openapi.json', import.meta.url);
    expect(openApiBreaks(JSON.parse(readFileSync(released, 'utf8')), document)).to.deep.equal([]);
  });

  it('matches the typed client, which `npm run generate client` generates', async () => {
    const file = new URL('../client/schema.ts', import.meta.url);
    expect(readFileSync(file, 'utf8')).to.equal(await clientTypes(document, file));
  });
});
