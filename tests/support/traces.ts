import { until } from '@shop/testkit/until';
import { startCollector, type Collector } from './collector.js';
import { ADDRESS, startShop, type Person, type Shop } from './shop.js';
import { webhookReceiver } from './webhook-receiver.js';

export interface Span {
  readonly spanId: string;
  readonly parentId: string | null;
  readonly process: string;
  readonly name: string;
  readonly kind: string;
  readonly status: string;
  readonly attributes: Record<string, unknown>;
  readonly links: readonly { traceId: string; spanId: string }[];
}
export interface Trace {
  readonly traceId: string;
  readonly name: string;
  readonly spans: readonly Span[];
  readonly linkedFrom: readonly { traceId: string; name: string }[];
}

export const BROWSER = 'b7ad6b7169203331';
/** Not a test card; and a search for the quoted cvv finds no id or time by chance. */
export const SECRET_CARD = { number: '6011000990139424', expiry: '12/40', cvv: '7391' };
/** An order that is paid later, unless it names a payment method. */
export const place = { items: [{ productId: 'product-1', quantity: 1 }], shippingAddress: ADDRESS };
export const traceId = () => Array.from({ length: 32 }, () => Math.floor(Math.random() * 16).toString(16)).join('');
/** The headers of a browser's request in this trace. */
export const called = (id: string) => ({ traceparent: `00-${id}-${BROWSER}-01`, prefer: 'wait=10' });

/** The ancestors of a span, the nearest first. */
export function ancestorsOf({ parentId }: Span, spans: readonly Span[]): Span[] {
  const parent = spans.find(({ spanId }) => spanId === parentId);
  return parent ? [parent, ...ancestorsOf(parent, spans)] : [];
}

/** Whether the trace has spans of these names, and the parent of every span. */
export const has =
  (...names: string[]) =>
  ({ spans }: Trace) => {
    const known = new Set([...spans.map(({ spanId }) => spanId), BROWSER, null]);
    const whole = spans.every(({ parentId }) => known.has(parentId));
    return whole && names.every((name) => spans.some((span) => span.name === name));
  };

/** Has a shop that exports its traces run during the tests of the enclosing `describe`. */
export function withTracedShop() {
  let shop: Shop;
  let collector: Collector;
  let receiver: Awaited<ReturnType<typeof webhookReceiver>>;
  let ann: Person;
  let admin: Person;
  /** Texts that no span may contain. */
  const secrets = [SECRET_CARD.number, `"${SECRET_CARD.cvv}"`, 'password123', 'admin-password'];
  const answers: string[] = [];

  before(async () => {
    [collector, receiver] = await Promise.all([startCollector(), webhookReceiver()]);
    shop = await startShop({
      env: {
        PAYMENT_TIMEOUT_MS: '2500',
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        WEBHOOKS_ALLOW_PRIVATE: 'on',
      },
    });
    [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
    secrets.push(...[ann.token, admin.token].flatMap((token) => [token, token.split('.')[2]!]));
  });
  after(async () => {
    await shop?.stop();
    await Promise.all([collector?.stop(), receiver?.stop()]);
  });

  /** Waits until the trace satisfies `complete`, and returns it. */
  const trace = (id: string, complete: (trace: Trace) => boolean): Promise<Trace> =>
    until(`trace ${id} is complete`, async () => {
      const { status, body } = await admin.call<Trace>('GET', `/api/traces/${id}`);
      if (status !== 200) throw new Error(JSON.stringify(body));
      answers.push(JSON.stringify(body));
      return complete(body) ? body : Promise.reject(new Error(body.spans.map(({ name }) => name).join(', ')));
    });
  const cardOf = async (number: string) =>
    (
      await ann.call('POST', '/api/payment-methods', {
        paymentMethod: 'credit_card',
        cardDetails: { ...SECRET_CARD, number },
      })
    ).body['id'] as string;

  return {
    get shop() {
      return shop;
    },
    get collector() {
      return collector;
    },
    get receiver() {
      return receiver;
    },
    get ann() {
      return ann;
    },
    get admin() {
      return admin;
    },
    secrets,
    /** The bodies of all traces that were read. */
    answers,
    trace,
    /** Stores a card of Ann with this number; returns its id. */
    cardOf,
  };
}
export type TracedShop = ReturnType<typeof withTracedShop>;
