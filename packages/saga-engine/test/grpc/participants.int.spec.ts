import { fileURLToPath } from 'node:url';
import {
  Metadata,
  Server,
  ServerCredentials,
  status as Status,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { createMetrics } from '@shop/common/metrics';
import { expect } from 'chai';
import { participant } from '../../dist/core/participant.js';
import { openGrpcParticipants } from '../../dist/grpc/participants.js';

interface Hotel {
  hold(request: { room: string }): { holdId: string };
  fly(request: object): void;
}
const hotel = participant<Hotel>('hotel');
const contract = loadSync(fileURLToPath(new URL('hotel.proto', import.meta.url)), { defaults: true });
const service = contract['hotel.Hotel'] as ServiceDefinition;
type Answer = sendUnaryData<{ holdId: string }>;

describe('participants over gRPC', () => {
  let server: Server;
  let address: string;
  let participants: ReturnType<typeof openGrpcParticipants>;
  let answer: (call: ServerUnaryCall<{ room: string }, unknown>, reply: Answer) => void;
  let seen: { room: string; key: unknown; saga: unknown; token: unknown }[];

  beforeEach(async () => {
    seen = [];
    server = new Server();
    server.addService(service, {
      hold: (call: ServerUnaryCall<{ room: string }, unknown>, reply: Answer) => {
        const [key, saga, token] = ['idempotency-key', 'x-saga-id', 'authorization'].map(
          (name) => call.metadata.get(name)[0],
        );
        seen.push({ room: call.request.room, key, saga, token });
        answer(call, reply);
      },
    });
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    address = `127.0.0.1:${port}`;
    participants = openGrpcParticipants(
      { hotel: { service, addresses: [address], metadata: () => ({ authorization: 'Bearer t' }) } },
      createMetrics('test'),
    );
  });
  afterEach(() => {
    participants.close();
    server.forceShutdown();
  });

  const call = (deadlineMs = 5_000) => ({ key: 's1.hold', deadlineMs, sagaId: 's1', correlationId: 's1' });
  const send = (deadlineMs?: number) => participants.dispatch(hotel.hold({ room: 'r1' }), call(deadlineMs));
  const says = (code: Status, details = '', more: Record<string, string> = {}) => {
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(more)) metadata.set(name, value);
    answer = (_call, reply) => reply({ code, details, metadata });
  };

  it('are sent the request with its key, and reply', async () => {
    answer = (_call, reply) => reply(null, { holdId: 'h1' });
    expect(await send()).to.deep.equal({ type: 'done', reply: { holdId: 'h1' } });
    expect(seen).to.deep.equal([{ room: 'r1', key: 's1.hold', saga: 's1', token: 'Bearer t' }]);
  });

  it("refuse by a status of the participant's own, with its code if there is one", async () => {
    says(Status.FAILED_PRECONDITION, 'every room is taken', { 'problem-code': 'NO_ROOM' });
    expect(await send()).to.deep.equal({ type: 'refused', reason: 'NO_ROOM', detail: 'every room is taken' });
    says(Status.NOT_FOUND);
    expect(await send()).to.deep.equal({ type: 'refused', reason: 'NOT_FOUND' });
    says(Status.PERMISSION_DENIED, 'a minor', { 'problem-code': 'TOO_YOUNG', 'problem-status': '403' });
    expect(await send()).to.deep.equal({ type: 'refused', reason: 'TOO_YOUNG', detail: 'a minor' });
  });

  it('leave the outcome in doubt for every status that a proxy or a library may answer', async () => {
    for (const code of [
      Status.UNAVAILABLE,
      Status.UNKNOWN,
      Status.INTERNAL,
      Status.ABORTED,
      Status.CANCELLED,
      Status.RESOURCE_EXHAUSTED,
      Status.UNAUTHENTICATED,
      Status.PERMISSION_DENIED,
    ]) {
      says(code, '', { 'problem-code': 'NOT_A_REFUSAL' });
      expect((await send(2_000)).type, Status[code]).to.equal('in-doubt');
    }
    says(Status.FAILED_PRECONDITION, '', { 'problem-code': 'IDEMPOTENCY_IN_PROGRESS', 'problem-status': '409' });
    expect((await send()).type).to.equal('in-doubt');
  }).timeout(30_000);

  it('are in doubt when they are late, and are not called after a series of failures', async () => {
    answer = () => undefined;
    expect((await send(50)).type).to.equal('in-doubt');
    says(Status.INTERNAL);
    for (let n = 0; n < 12; n++) await send();
    const sent = seen.length;
    const left = await send();
    expect(left.type === 'in-doubt' && left.parkedUntil).to.be.above(Date.now() - 1);
    expect(seen).to.have.length(sent);
  });

  it('that are unknown, or have no such method, are an error', async () => {
    const error = await participants
      .dispatch({ participant: 'car', method: 'hold', request: {} }, call())
      .then(undefined, (thrown: Error) => thrown.message);
    expect(error).to.equal('there is no participant car');
    const outcome = await participants.dispatch(hotel.fly({}), call());
    expect(outcome).to.deep.equal({ type: 'in-doubt', error: 'the service of hotel has no method Fly' });
  });
});
