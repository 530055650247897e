import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { httpParticipants, openGrpcParticipants, type Participants } from 'saga-engine';
import { rental } from './car.js';
import { Done } from './done.js';

/** A participant could not be started; the message says what to do. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const TYPESCRIPT = [process.execPath, '--import', 'tsx'] as const;

/** Where two hotels and the airline listen: `host:port`. */
export interface TripAddresses {
  readonly harbour: string;
  readonly central: string;
  readonly flight: string;
}

export interface TripParticipants extends Participants {
  close(): Promise<void>;
}

/** Starts two hotels and the airline as processes, whose files are in `folder`. */
export async function startProcesses(folder: string): Promise<{ addresses: TripAddresses; close(): Promise<void> }> {
  const children: ChildProcess[] = [];
  /** The port that it prints. */
  const start = async (program: string, ...args: string[]): Promise<string> => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    const [line] = (await Promise.race([
      once(createInterface(child.stdout), 'line'),
      once(child, 'error').then(([error]) => Promise.reject(error as Error)),
      once(child, 'exit').then(([code]) =>
        Promise.reject(
          new CannotStart(`${program} ${args.join(' ')} ended with ${code} before it was ready; it says why above.`),
        ),
      ),
    ])) as [string];
    return `127.0.0.1:${line}`;
  };
  const hotel = (name: string, longest: number) =>
    start(...TYPESCRIPT, here('hotel.ts'), name, String(longest), join(folder, `${name}.jsonl`));
  const airline = start('python3', here('flight.py'), join(folder, 'flight.db')).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      throw new CannotStart(
        'The airline of this example is written in Python: install python3 (apt-get install python3) and start it again.',
      );
    },
  );
  const close = async () => {
    for (const child of children) if (child.exitCode === null && child.stdin?.end()) await once(child, 'exit');
  };
  try {
    // the Harbour takes nobody for more than five nights
    const [harbour, central, flight] = await Promise.all([hotel('harbour', 5), hotel('central', 30), airline]);
    return { addresses: { harbour, central, flight }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Connects to them, and to the car rental, whose file is in `folder`. */
export function connectTo({ harbour, central, flight }: TripAddresses, folder: string): TripParticipants {
  const service = loadSync(here('hotel.proto'), { defaults: true })['trip.Hotel'] as ServiceDefinition;
  const hotels = openGrpcParticipants({
    harbour: { service, addresses: [harbour] },
    central: { service, addresses: [central] },
  });
  const airlines = httpParticipants({ flight: { urls: [`http://${flight}`] } });
  const cars = rental(new Done(join(folder, 'car.jsonl')));
  const by: Record<string, Participants> = { harbour: hotels, central: hotels, flight: airlines, car: cars };
  return {
    dispatch: (command, call) => by[command.participant]!.dispatch(command, call),
    close: () => Promise.resolve(hotels.close()),
  };
}

/** Starts them and connects to them. */
export async function startParticipants(folder: string): Promise<TripParticipants> {
  const processes = await startProcesses(folder);
  const { dispatch, close } = connectTo(processes.addresses, folder);
  return { dispatch, close: () => close().then(processes.close) };
}
