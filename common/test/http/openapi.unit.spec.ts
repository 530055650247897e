import type { AnyJson } from '@shop/testkit/json';
import { expect } from 'chai';
import Joi from 'joi';
import type { Described } from '../../dist/http/route.js';
import { named } from '../../dist/http/json-schema.js';
import { openApiOf } from '../../dist/http/openapi.js';

const pen = named('Pen', Joi.object({ colour: Joi.string().required() }));
const box = named('Box', Joi.object({ pens: Joi.array().items(pen).required(), best: pen }));
const route = (path: string, answer: Joi.Schema, body?: Joi.ObjectSchema): Described => ({
  method: body ? 'POST' : 'GET',
  path,
  who: 'anyone',
  summary: path,
  answers: { 200: { description: 'It', schema: answer } },
  ...(body ? { body } : {}),
});
const json = 'application/json';
const REF = { $ref: '#/components/schemas/Pen' };

describe('named schemas in the OpenAPI document', () => {
  const { paths, components } = openApiOf([
    route('/pens', Joi.object({ items: Joi.array().items(pen).required() })),
    route('/pens/best', pen),
    route('/boxes', box, pen),
  ]);
  const answered = (path: string, method: string): AnyJson =>
    (paths[path]![method]!['responses'] as AnyJson)[200].content[json].schema;

  it('are defined once, and referenced by answers, pages and one another', () => {
    expect(answered('/boxes', 'post')).to.deep.equal({ $ref: '#/components/schemas/Box' });
    expect((paths['/boxes']!['post']!['requestBody'] as AnyJson).content[json].schema).to.have.property('properties');
    expect(answered('/pens', 'get').properties.items.items).to.deep.equal(REF);
    expect(components.schemas['Pen']).to.deep.include({ type: 'object', required: ['colour'] });
    const { properties } = components.schemas['Box'] as AnyJson;
    expect([properties.pens.items, properties.best]).to.deep.equal([REF, REF]);
  });

  it('are refused when two with one name differ', () =>
    expect(() => openApiOf([route('/a', pen), route('/b', named('Pen', Joi.object()))])).to.throw('named Pen'));
});
