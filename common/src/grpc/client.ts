import { serviceDefinition, type ServiceName } from '@shop/protos/load';
import { REQUEST_LIMIT } from './message-limit.js';
import { ServiceClient, type ServiceClientOptions } from './service-client.js';

export interface GrpcClientOptions extends Omit<
  ServiceClientOptions,
  'definition' | 'service' | 'internal' | 'requestLimit'
> {
  readonly service: ServiceName;
  readonly internal: NonNullable<ServiceClientOptions['internal']>;
}

/** Calls one service of this system, whose contract is known by its name. */
export class GrpcClient<D> extends ServiceClient<D> {
  constructor(options: GrpcClientOptions) {
    super({ ...options, definition: serviceDefinition(options.service), requestLimit: REQUEST_LIMIT });
  }
}
