import { readFileSync } from 'node:fs';
import type { AnyJson } from '@shop/testkit/json';
import { expect } from 'chai';
import { clientTypes } from '../client/generate.js';
import { shopDocument } from './document.js';
import { openApiBreaks } from './openapi.js';

describe('the OpenAPI document of the sources', () => {
  let document: Awaited<ReturnType<typeof shopDocument>>;
  before(async () => {
    document = await shopDocument();
  });

  const released = JSON.parse(readFileSync(new URL('../../protos/released/openapi.json', import.meta.url), 'utf8'));

  it('breaks no client of the last release, which `npm run generate client -- --release` stores', () => {
    expect(openApiBreaks(released, document)).to.deep.equal([]);
  });

  it('promises of the address of an order what the last release required: an older order has nothing else', () => {
    const required = ({ components }: AnyJson) => components.schemas.Order.properties.shippingAddress.required;
    expect(required(document)).to.have.members(required(released));
  });

  it('matches the typed client, which `npm run generate client` generates', async () => {
    const file = new URL('../client/schema.ts', import.meta.url);
    expect(readFileSync(file, 'utf8')).to.equal(await clientTypes(document, file));
  });
});
