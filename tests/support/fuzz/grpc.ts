import { Client, credentials, Metadata, status as Status, type ServiceError } from '@grpc/grpc-js';
import { InternalTokens } from '@shop/common/auth/internal-tokens';
import { DIRECT } from '@shop/common/grpc/address';
import { CALLERS } from '@shop/topology/callers';
import { contracts, serviceDefinition, type ServiceName } from '@shop/protos/load';
import jwt from 'jsonwebtoken';
import type { Random } from '@shop/testkit/random';
import { ID_IS_NOT, NASTY_TEXT, wellFormed } from './values.js';

/** One gRPC service of one process. */
export interface Target {
  readonly service: ServiceName;
  readonly callee: string;
  readonly client: Client;
}

/** A call that must be refused. */
export interface BadCall {
  readonly what: string;
  readonly target: Target;
  readonly path: string;
  readonly stream: boolean;
  readonly bytes: Buffer;
  readonly token: string | undefined;
  /** Whether our own code answers, with a problem code, rather than the gRPC library. */
  readonly ours: boolean;
  readonly statuses: readonly Status[];
}

interface Field {
  readonly name: string;
  readonly type: string;
  readonly label: string;
  readonly typeName: string;
}

export const connect = (port: number): Client => new Client(`127.0.0.1:${port}`, credentials.createInsecure(), DIRECT);

const messageNamed = (typeName: string): readonly Field[] => {
  const name = typeName.replace(/^\./, '');
  const found = contracts[name.startsWith('shop.v1.') ? name : `shop.v1.${name}`] as unknown as {
    type: { field: Field[] };
  };
  return found.type.field;
};

const fieldsOf = (method: object): readonly Field[] =>
  (method as { requestType?: { type: { field: Field[] } } }).requestType?.type.field ?? [];

/** A message in which every string is a real id and every number is 1. */
function sampleOf(fields: readonly Field[], id: string): Record<string, unknown> {
  return Object.fromEntries(
    fields.map(({ name, type, label, typeName }) => {
      const value =
        type === 'TYPE_STRING'
          ? id
          : type === 'TYPE_MESSAGE'
            ? sampleOf(messageNamed(typeName), id)
            : type === 'TYPE_BOOL'
              ? true
              : type === 'TYPE_ENUM'
                ? 0
                : 1;
      return [name, label === 'LABEL_REPEATED' ? [value] : value];
    }),
  );
}

const allowed = (service: ServiceName, method: string): readonly string[] =>
  (CALLERS[service] as Record<string, readonly string[]>)[method]!;

/** Lists, audits, and undos, which may arrive before what they undo: these accept unknown ids, so a truncated id is not refused. */
const TAKES_ANY_ORDER =
  /\/(List|GetUsers|Audit|AuditCharges|Cancel|MarkCancelled|Release|Restock|Void|Refund|SendPasswordReset)$/;

/** A text that is too long for any field. */
const badText = (random: Random): string => random.pick(NASTY_TEXT).padEnd(random.pick([4_200, 70_000]), ' x');

/** Messages that order-service has validated before it starts a saga: the orchestrator does not validate them again. */
const VALIDATED_BEFORE: Readonly<Record<string, RegExp>> = { 'Sagas/Start': /\b(OrderLine|Address)$/ };

function corrupt(random: Random, message: Record<string, unknown>, fields: readonly Field[], validated?: RegExp): void {
  const texts = fields.filter(({ type }) => type === 'TYPE_STRING');
  const inner = fields.filter(({ type, typeName }) => type === 'TYPE_MESSAGE' && !validated?.test(typeName));
  if (texts.length === 0 && inner.length === 0) {
    // only times and counts
    message[random.pick(fields).name] = -1;
    return;
  }
  if (texts.length === 0 || (inner.length > 0 && random.next() < 0.3)) {
    const { name, typeName } = random.pick(inner);
    const value = message[name];
    const within = (Array.isArray(value) ? value[0] : value) as Record<string, unknown>;
    return corrupt(random, within, messageNamed(typeName), validated);
  }
  const { name } = random.pick(texts);
  const isId = /Id$|^id$/.test(name);
  const bad = isId && random.next() < 0.6 ? wellFormed(random.pick(ID_IS_NOT)) : wellFormed(badText(random));
  message[name] = Array.isArray(message[name]) ? [bad] : bad;
}

/** A generator of bad calls to a system whose processes share `secret`. `ids` exist there. */
export function badCalls(secret: string, targets: readonly Target[], ids: readonly string[]) {
  const as = (process: string) => new InternalTokens(process, secret);
  const badToken = (random: Random, callee: string): string | undefined =>
    random.pick<() => string | undefined>([
      () => undefined,
      () => '',
      () => 'x'.repeat(random.between(1, 3_000)),
      () => random.bytes(60).toString('base64url'),
      () => as('gateway').issue('another-service'),
      () => new InternalTokens('saga-orchestrator', 'another-secret-of-thirty-two-characters').issue(callee),
      () => jwt.sign({}, secret, { algorithm: 'HS512', issuer: 'saga-orchestrator', audience: callee, expiresIn: 60 }),
      () => jwt.sign({}, secret, { algorithm: 'HS256', issuer: 'saga-orchestrator', audience: callee, expiresIn: -60 }),
      () => jwt.sign({}, '', { algorithm: 'none', issuer: 'saga-orchestrator', audience: callee }),
      () => as('unknown').issue(callee),
      () => as('constructor').issue(callee),
    ])();

  return (random: Random): BadCall => {
    const target = random.pick(targets);
    const { service, callee } = target;
    const [name, method] = random.pick(Object.entries(serviceDefinition(service)));
    const fields = fieldsOf(method);
    const id = random.pick(ids);
    const message = sampleOf(fields, id);
    const encode = () => method.requestSerialize(message);
    const token = as(allowed(service, name)[0]!).issue(callee);
    const call = { target, path: method.path, stream: method.responseStream, token, ours: true };
    const REFUSED = [
      Status.INVALID_ARGUMENT,
      Status.NOT_FOUND,
      Status.PERMISSION_DENIED,
      Status.FAILED_PRECONDITION,
      ...(service === 'Users' ? [Status.UNAUTHENTICATED] : []),
    ];
    // reading the event log accepts any position, time and number of events
    const anyIsGood = service === 'Events' || fields.length === 0;
    const what = random.pick(['token', 'token', 'field', 'field', 'field', 'bytes', 'cut', 'path', 'large']);
    switch (what) {
      case 'field':
        if (anyIsGood) break;
        corrupt(random, message, fields, VALIDATED_BEFORE[`${service}/${name}`]);
        return { ...call, what, bytes: encode(), statuses: REFUSED };
      case 'bytes':
        if (anyIsGood || /\/(List|GetUsers|Audit|AuditCharges)$/.test(method.path)) break;
        return { ...call, what, bytes: random.bytes(random.between(1, 200)), statuses: REFUSED };
      case 'cut': {
        if (anyIsGood || TAKES_ANY_ORDER.test(method.path)) break;
        corrupt(random, message, fields);
        const bytes = encode();
        // cut inside the first field: what ends after a field may be a valid message
        const end = random.between(1, Math.min(bytes.length - 1, 30));
        return { ...call, what, bytes: bytes.subarray(0, end), statuses: REFUSED };
      }
      case 'path':
        return {
          ...call,
          what,
          path: random.pick(['/shop.v1.Orders/Steal', '/__proto__/constructor', '/', '/shop.v1.Nobody/Get', '/%00/x']),
          stream: false,
          bytes: random.bytes(10),
          ours: false,
          statuses: [Status.UNIMPLEMENTED],
        };
      case 'large':
        if (random.next() < 0.95) break;
        return {
          ...call,
          what,
          bytes: Buffer.alloc(1024 * 1024 + 1),
          ours: false,
          statuses: [Status.RESOURCE_EXHAUSTED],
        };
    }
    return {
      ...call,
      what: 'token',
      bytes: encode(),
      token: badToken(random, callee),
      statuses: [Status.UNAUTHENTICATED, Status.PERMISSION_DENIED],
    };
  };
}

/** Makes the call and returns its outcome. */
export function send({
  target,
  path,
  stream,
  bytes,
  token,
}: BadCall): Promise<{ status: Status; code?: string; details: string }> {
  const metadata = new Metadata();
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
  const same = (value: Buffer) => value;
  const options = { deadline: Date.now() + 30_000 };
  return new Promise((resolve) => {
    const failed = (error: ServiceError) =>
      resolve({
        status: error.code,
        details: error.details,
        ...(error.metadata?.get('problem-code').length ? { code: String(error.metadata.get('problem-code')[0]) } : {}),
      });
    const well = () => resolve({ status: Status.OK, details: '' });
    if (!stream) {
      target.client.makeUnaryRequest(path, same, same, bytes, metadata, options, (error) =>
        error ? failed(error) : well(),
      );
      return;
    }
    const messages = target.client.makeServerStreamRequest(path, same, same, bytes, metadata, options);
    messages
      .on('data', () => (well(), messages.cancel()))
      .on('error', failed)
      .on('end', well);
  });
}
