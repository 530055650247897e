import { expect } from 'chai';
import { openApiBreaks } from './openapi.js';

const address = { type: 'object', required: ['city'], properties: { city: { type: 'string', maxLength: 200 } } };
const order = {
  type: 'object',
  required: ['id', 'status'],
  properties: { id: { type: 'string' }, status: { type: 'string', enum: ['PENDING', 'CONFIRMED'] } },
};
const made = () =>
  structuredClone({
    paths: {
      '/api/orders': {
        post: {
          parameters: [{ in: 'header', name: 'Prefer', schema: { type: 'string' } }],
          requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Address' } } } },
          responses: {
            201: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } },
            202: { $ref: '#/components/responses/Taken' },
          },
        },
      },
    },
    components: { schemas: { Address: address, Order: order }, responses: { Taken: {} } },
  }) as any;

const POST = 'POST /api/orders';
type Change = (document: any) => void;

describe('the OpenAPI document would break a client by', () => {
  const breaks: readonly (readonly [string, Change, string])[] = [
    ['an operation that is gone', (d) => delete d.paths['/api/orders'].post, `${POST} is gone`],
    ['a path that is gone', (d) => delete d.paths['/api/orders'], `${POST} is gone`],
    [
      'a status that is gone',
      (d) => delete d.paths['/api/orders'].post.responses[202],
      `${POST} no longer answers 202`,
    ],
    ['a property that is gone', (d) => delete d.components.schemas.Order.properties.id, `${POST} 201.id is gone`],
    [
      'a property that may be missing',
      (d) => d.components.schemas.Order.required.pop(),
      `${POST} 201.status may be missing now`,
    ],
    [
      'another type',
      (d) => (d.components.schemas.Order.properties.id.type = 'integer'),
      `${POST} 201.id was string and is integer`,
    ],
    [
      "a value of an order's status that is gone",
      (d) => d.components.schemas.Order.properties.status.enum.pop(),
      `${POST} 201.status: "CONFIRMED" is gone`,
    ],
    [
      'a new field that a request needs',
      (d) => {
        d.components.schemas.Address.properties.phone = { type: 'string' };
        d.components.schemas.Address.required.push('phone');
      },
      `${POST} body.phone is required now`,
    ],
    [
      'a field that is no longer taken',
      (d) => delete d.components.schemas.Address.properties.city,
      `${POST} body.city is gone`,
    ],
    [
      'a lower limit of a request',
      (d) => (d.components.schemas.Address.properties.city.maxLength = 100),
      `${POST} body.city: maxLength allows less than before`,
    ],
    [
      'a header that is required now',
      (d) => (d.paths['/api/orders'].post.parameters[0].required = true),
      `${POST}: header Prefer is required now`,
    ],
  ];
  for (const [what, change, broken] of breaks)
    it(what, () => {
      const after = made();
      change(after);
      expect(openApiBreaks(made(), after)).to.deep.equal([broken]);
    });

  it('nothing that is only added', () => {
    const after = made();
    after.components.schemas.Order.properties.note = { type: 'string' };
    after.components.schemas.Order.properties.status.enum.push('CANCELLED');
    after.components.schemas.Address.properties.phone = { type: 'string' };
    after.components.schemas.Address.properties.city.maxLength = 300;
    after.paths['/api/orders'].post.responses[409] = {};
    after.paths['/api/other'] = { get: { responses: {} } };
    expect(openApiBreaks(made(), after)).to.deep.equal([]);
  });
});
