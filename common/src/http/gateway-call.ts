/** The header by which the gateway names a changing call to a service; nobody else's is trusted. */
export const GATEWAY_CALL_HEADER = 'x-gateway-call';

/** One changing call as the gateway makes it: the same id however often it has to be sent, and how often that was. */
export interface GatewayCall {
  /** Unguessable; no client is ever shown it. */
  readonly id: string;
  /** 1 at first. Of a later one an earlier attempt was lost, and may have been carried out or be under way still. */
  readonly attempt: number;
}

/** As the header says it. */
export const gatewayCallText = ({ id, attempt }: GatewayCall): string => `${id} ${attempt}`;

const FORM = /^([\w-]{1,64}) (\d{1,4})$/;

/** What the header says; undefined for anything else. */
export function readGatewayCall(text: string): GatewayCall | undefined {
  const [, id, attempt] = FORM.exec(text) ?? [];
  return id === undefined ? undefined : { id, attempt: Number(attempt) };
}
