import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { httpParticipants, openGrpcParticipants, type Participants } from 'saga-engine';
import { rental } from './car.js';
import { Done } from './done.js';
import { CannotStart, Processes } from './processes.js';

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const TYPESCRIPT = [process.execPath, '--import', 'tsx'] as const;

/** The addresses of two hotels and the airline: `host:port`. */
export interface TripAddresses {
  readonly harbour: string;
  readonly central: string;
  readonly flight: string;
}

export interface TripParticipants extends Participants {
  close(): Promise<void>;
}

/** Starts two hotels and the airline as processes, with their files in `folder`, and restarts them when they exit. */
export async function startProcesses(folder: string): Promise<{ addresses: TripAddresses; close(): Promise<void> }> {
  const processes = new Processes();
  const start = async (...program: [string, ...string[]]) => `127.0.0.1:${await processes.start(program)}`;
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
  const close = () => processes.close();
  try {
    // the Harbour refuses stays of more than five nights
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
