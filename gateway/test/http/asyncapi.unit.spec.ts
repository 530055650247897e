import { EVENT_TYPES, shopEvent } from '@shop/protos/events';
import { expect } from 'chai';
import { asyncApi } from '../../dist/http/asyncapi.js';

interface Payload {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, { readonly const?: string }>>;
}

describe('the AsyncAPI document', () => {
  const { components } = asyncApi({}) as {
    components: { messages: Readonly<Record<string, { name: string; payload: Payload }>> };
  };
  const payloads = new Map(Object.values(components.messages).map(({ name, payload }) => [name, payload]));
  const happening = { id: 'event-1', subject: 'order-1', at: new Date(0), data: {} as never };

  for (const type of EVENT_TYPES)
    it(`has the members of an event ${type}, of which only traceparent may be missing`, () => {
      const { required, properties } = payloads.get(type)!;
      const event = shopEvent(type, { ...happening, trace: undefined });
      expect(required).to.have.members(Object.keys(event));
      expect(Object.keys(properties)).to.have.members([...Object.keys(event), 'traceparent']);
      expect(shopEvent(type, { ...happening, trace: '00-1-2-01' })).to.have.all.keys(...Object.keys(properties));
      for (const [name, { const: value }] of Object.entries(properties))
        if (value !== undefined) expect(event[name as 'type'], name).to.equal(value);
    });
});
