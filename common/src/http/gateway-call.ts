/** The header in which the gateway sends a service the id of a changing call; it is trusted from nobody else. */
export const GATEWAY_CALL_HEADER = 'x-gateway-call';

/** One changing call of the gateway: its id, which is the same for every attempt, and the number of the attempt. */
export interface GatewayCall {
  /** Unguessable; it is never sent to a client. */
  readonly id: string;
  /** 1 for the first. Above 1, an earlier attempt was lost, and may have been carried out or may still be running. */
  readonly attempt: number;
}

/** The value of the header. */
export const gatewayCallText = ({ id, attempt }: GatewayCall): string => `${id} ${attempt}`;

const FORM = /^([\w-]{1,64}) (\d{1,4})$/;

/** Parses the header; undefined for anything else. */
export function readGatewayCall(text: string): GatewayCall | undefined {
  const [, id, attempt] = FORM.exec(text) ?? [];
  return id === undefined ? undefined : { id, attempt: Number(attempt) };
}
