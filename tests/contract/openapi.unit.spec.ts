import type { AnyJson } from '@shop/testkit/json';
import { expect } from 'chai';
import { openApiBreaks } from './openapi.js';

const address = { type: 'object', required: ['city'], properties: { city: { type: 'string', maxLength: 200 } } };
const order = {
  type: 'object',
  required: ['id', 'status'],
  properties: { id: { type: 'string' }, status: { type: 'string', enum: ['PENDING', 'CONFIRMED'] } },
};
const refusal = {
  allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: ['OUT_OF_STOCK', 'HOLD_LIMIT'] } } }],
};
const problem = { type: 'object', required: ['code'], properties: { code: { type: 'string' } } };
const payment = {
  type: 'object',
  properties: { card: { type: 'string' }, method: { type: 'string' }, amount: { type: 'number' } },
  dependentRequired: { card: ['amount'] },
  allOf: [{ oneOf: [{ required: ['card'] }, { required: ['method'] }] }, { not: { required: ['card', 'method'] } }],
};
const made = () =>
  structuredClone({
    paths: {
      '/api/orders': {
        post: {
          security: [{ bearer: [] }, { session: [] }],
          parameters: [{ in: 'header', name: 'Prefer', schema: { type: 'string' } }],
          requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Address' } } } },
          responses: {
            409: { content: { 'application/problem+json': { schema: refusal } } },
            201: {
              headers: { Location: { required: true, schema: { type: 'string' } } },
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
            },
            202: { $ref: '#/components/responses/Taken' },
          },
        },
      },
      '/api/payments': {
        post: {
          requestBody: { content: { 'application/json': { schema: payment } } },
          responses: {
            200: {
              content: {
                'application/json': { schema: { anyOf: [structuredClone(order), structuredClone(problem)] } },
              },
            },
          },
        },
      },
    },
    components: { schemas: { Address: address, Order: order, Problem: problem }, responses: { Taken: {} } },
  }) as AnyJson;

const POST = 'POST /api/orders';
const PAY = 'POST /api/payments';
const refused = (document: AnyJson) =>
  document.paths['/api/orders'].post.responses[409].content['application/problem+json'].schema;
const paid = (document: AnyJson) => document.paths['/api/payments'].post.requestBody.content['application/json'].schema;
const answered = (document: AnyJson) =>
  document.paths['/api/payments'].post.responses[200].content['application/json'].schema;
type Change = (document: AnyJson) => void;

describe('openApiBreaks', () => {
  const breaks: readonly (readonly [string, Change, string | string[]])[] = [
    ['a removed operation', (d) => delete d.paths['/api/orders'].post, `${POST} is gone`],
    ['a removed path', (d) => delete d.paths['/api/orders'], `${POST} is gone`],
    ['a removed status', (d) => delete d.paths['/api/orders'].post.responses[202], `${POST} no longer answers 202`],
    ['a removed property', (d) => delete d.components.schemas.Order.properties.id, `${POST} 201.id is gone`],
    [
      'a property that became optional',
      (d) => d.components.schemas.Order.required.pop(),
      `${POST} 201.status may be missing now`,
    ],
    [
      'a changed type',
      (d) => (d.components.schemas.Order.properties.id.type = 'integer'),
      `${POST} 201.id was string and is integer`,
    ],
    [
      "a removed value of an order's status",
      (d) => d.components.schemas.Order.properties.status.enum.pop(),
      `${POST} 201.status: "CONFIRMED" is gone`,
    ],
    [
      'a new required field of a request',
      (d) => {
        d.components.schemas.Address.properties.phone = { type: 'string' };
        d.components.schemas.Address.required.push('phone');
      },
      `${POST} body.phone is required now`,
    ],
    [
      'a removed field of a request',
      (d) => delete d.components.schemas.Address.properties.city,
      `${POST} body.city is gone`,
    ],
    [
      'a lower limit of a request',
      (d) => (d.components.schemas.Address.properties.city.maxLength = 100),
      `${POST} body.city: maxLength allows less than before`,
    ],
    [
      'a header that became required',
      (d) => (d.paths['/api/orders'].post.parameters[0].required = true),
      `${POST}: header Prefer is required now`,
    ],
    [
      'a removed error code',
      (d) => refused(d).allOf[1].properties.code.enum.pop(),
      `${POST} 409.code: "HOLD_LIMIT" is gone`,
    ],
    [
      'a removed part of an allOf',
      (d) => refused(d).allOf.shift(),
      [`${POST} 409 was object and is `, `${POST} 409.code may be missing now`, `${POST} 409.code was string and is `],
    ],
    [
      'a removed alternative of a oneOf',
      (d) => paid(d).allOf[0].oneOf.pop(),
      `${PAY} body (way 2).card is required now`,
    ],
    [
      'an alternative of a oneOf that requires more',
      (d) => paid(d).allOf[0].oneOf[0].required.push('amount'),
      `${PAY} body (way 1).amount is required now`,
    ],
    [
      'a new oneOf',
      (d) => paid(d).allOf.push({ oneOf: [{ required: ['amount'] }] }),
      `${PAY} body: one of 1 ways is asked for now`,
    ],
    [
      'a new exclusion',
      (d) => paid(d).allOf.push({ not: { required: ['amount'] } }),
      `${PAY} body: {"required":["amount"]} is refused now`,
    ],
    [
      'new dependentRequired members',
      (d) => (paid(d).dependentRequired.method = ['amount']),
      `${PAY} body: dependentRequired of method allows less than before`,
    ],
    [
      'an alternative of an anyOf in an answer that lost a property',
      (d) => delete answered(d).anyOf[0].properties.id,
      `${PAY} 200 (way 1).id is gone`,
    ],
    [
      'a removed header of an answer',
      (d) => delete d.paths['/api/orders'].post.responses[201].headers.Location,
      `${POST} 201: header Location is gone`,
    ],
    [
      'a header of an answer that became optional',
      (d) => delete d.paths['/api/orders'].post.responses[201].headers.Location.required,
      `${POST} 201: header Location may be missing now`,
    ],
    [
      'a removed security scheme',
      (d) => d.paths['/api/orders'].post.security.pop(),
      `${POST}: session no longer lets in`,
    ],
    [
      'a new requirement to log in',
      (d) => (d.paths['/api/payments'].post.security = [{ bearer: [] }]),
      `${PAY}: asks for bearer now`,
    ],
    [
      'a new pattern',
      (d) => (paid(d).properties.card.pattern = '^4'),
      `${PAY} body.card: pattern allows less than before`,
    ],
    [
      'additional properties that are refused now',
      (d) => (paid(d).additionalProperties = false),
      `${PAY} body: additionalProperties allows less than before`,
    ],
  ];
  for (const [what, change, broken] of breaks)
    it(`reports ${what}`, () => {
      const after = made();
      change(after);
      expect(openApiBreaks(made(), after)).to.deep.equal([broken].flat());
    });

  it('reports no additions', () => {
    const after = made();
    after.components.schemas.Order.properties.note = { type: 'string' };
    after.components.schemas.Order.properties.status.enum.push('CANCELLED');
    after.components.schemas.Address.properties.phone = { type: 'string' };
    after.components.schemas.Address.properties.city.maxLength = 300;
    after.paths['/api/orders'].post.responses[410] = {};
    after.paths['/api/other'] = { get: { responses: {} } };
    refused(after).allOf[1].properties.code.enum.push('PRICE_CHANGED');
    paid(after).allOf[0].oneOf.unshift({ required: ['voucher'] });
    answered(after).anyOf.push({ type: 'string' });
    paid(after).allOf.pop();
    expect(openApiBreaks(made(), after)).to.deep.equal([]);
  });

  it('reports no alternative to a required field', () => {
    const after = made();
    const body = after.components.schemas.Address as AnyJson;
    const [first] = body.required as string[];
    Object.assign(body, { required: body.required.slice(1), oneOf: [{ required: [first] }, { required: ['place'] }] });
    expect(openApiBreaks(made(), after)).to.deep.equal([]);
  });
});
