import { dataSchemaOf, EVENT_SOURCES, EVENT_TYPES, EVENTS, type EventType } from '@shop/protos/events';

type Schemas = Readonly<Record<string, unknown>>;

const text = (description: string, more: object = {}) => ({ type: 'string', description, ...more });

/** An event of this type, as CloudEvents 1.0 writes it in JSON. */
function payloadOf(type: EventType): object {
  const { source, data, title } = EVENTS[type];
  return {
    type: 'object',
    description: title,
    required: ['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'dataschema', 'data'],
    properties: {
      specversion: { const: '1.0' },
      id: text('The same whenever and however often the event is told'),
      source: { const: `/${source}` },
      type: { const: type },
      subject: text('The id of the order'),
      time: text('When it happened', { format: 'date-time' }),
      datacontenttype: { const: 'application/json' },
      dataschema: { const: dataSchemaOf(EVENTS[type].data) },
      data: { $ref: `#/components/schemas/${data}` },
      traceparent: text('W3C trace context of the work that it came of, where that was recorded'),
    },
  };
}

const nameOf = (type: EventType): string => type.replaceAll('.', '-');
const typesOf = (source: string) => EVENT_TYPES.filter((type) => EVENTS[type].source === source);
const each = <T>(names: readonly string[], make: (name: string) => T): Record<string, T> =>
  Object.fromEntries(names.map((name) => [name, make(name)]));

/** The schemas of events, with the schemas that they reference. */
function schemasFor(all: Schemas): Schemas {
  const wanted = new Set<string>();
  const add = (name: string): void => {
    if (wanted.has(name) || !(name in all)) return;
    wanted.add(name);
    for (const [, inner = ''] of JSON.stringify(all[name]).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) add(inner);
  };
  for (const { data } of Object.values(EVENTS)) add(data);
  return Object.fromEntries([...wanted].map((name) => [name, all[name]]));
}

/** The AsyncAPI 3 document of the events; `schemas` are those of the OpenAPI document, which has the same orders and payments. */
export const asyncApi = (schemas: Schemas): object => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Events of the shop',
    version: '1.0.0',
    description:
      'What happens to orders and payments, as CloudEvents 1.0 in JSON. Each service keeps a log of them; processes of the shop read it by ' +
      'gRPC (shop.v1.Events), in order for each order, at least once. The same events are the bodies of webhooks, sent as application/json.',
  },
  defaultContentType: 'application/cloudevents+json',
  channels: each(EVENT_SOURCES, (source) => ({
    address: `shop.v1.Events/Read@${source}`,
    description: `The log of ${source}`,
    messages: Object.fromEntries(
      typesOf(source).map((type) => [nameOf(type), { $ref: `#/components/messages/${nameOf(type)}` }]),
    ),
  })),
  operations: each(EVENT_SOURCES, (source) => ({
    action: 'send',
    channel: { $ref: `#/channels/${source}` },
    summary: `What ${source} tells`,
  })),
  components: {
    messages: Object.fromEntries(
      EVENT_TYPES.map((type) => [
        nameOf(type),
        { name: type, title: type, summary: EVENTS[type].title, payload: payloadOf(type) },
      ]),
    ),
    schemas: schemasFor(schemas),
  },
});
