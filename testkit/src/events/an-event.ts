import type { CloudEvent } from '@shop/common/events/event';

/** An event of a made-up type, about `order-1`. */
export const anEvent = (id: string): CloudEvent => ({
  specversion: '1.0',
  id,
  source: '/test',
  type: 'thing.happened',
  subject: 'order-1',
  time: '2026-01-01T00:00:00.000Z',
  datacontenttype: 'application/json',
  dataschema: 'urn:test:schema:1',
  data: { id },
});
