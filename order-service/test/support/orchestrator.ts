import { notFound, Problem } from '@shop/common/errors';
import type { SagaReply } from '@shop/protos/generated/shop/v1/SagaReply';
import type { Service } from './service.js';

/** A scripted orchestrator: unreachable, silent, or with a saga for each id that it was asked to start. */
export class Orchestrator {
  readonly starts: { id: string; paymentMethodId: string; until: string }[] = [];
  readonly cancelled: string[] = [];
  readonly #service: Service;
  readonly #create: Service['scripts']['sagas']['Start'];
  away: 'unavailable' | 'silent' | 'deaf' | undefined;

  constructor(service: Service) {
    this.#service = service;
    this.#create = service.scripts.sagas.Start;
    service.scripts.sagas.Start = async (request, call) => {
      if (this.away === 'unavailable') throw new Problem(503, 'SERVICE_UNAVAILABLE');
      if (this.away === 'deaf') return new Promise(() => undefined);
      const { sagaId: id, until: asked, placeOrder } = request;
      this.starts.push({ id, paymentMethodId: placeOrder!.paymentMethodId, until: asked });
      const answer = await (this.#create(request, call) as Promise<unknown>).catch(() => ({
        reached: true,
        created: true,
        saga: { id },
      }));
      return this.away === 'silent' ? new Promise(() => undefined) : (answer as SagaReply);
    };
    service.scripts.sagas.Cancel = async ({ orderId }) => {
      if (!this.starts.some(({ id }) => id === orderId)) throw notFound('SAGA_NOT_FOUND', 'None.');
      this.cancelled.push(orderId);
      return { reached: true, created: false, saga: null };
    };
  }

  startsOf = (orderId: string) => this.starts.filter(({ id }) => id === orderId).length;

  undelivered = (): Promise<number> => this.metric('orders_awaiting_start');

  async metric(name: string): Promise<number> {
    const { http } = this.#service.ports;
    const text = await (await fetch(`http://127.0.0.1:${http}/metrics`)).text();
    return Number(new RegExp(`^${name}\\{.*\\} (\\S+)$`, 'm').exec(text)?.[1]);
  }
}
