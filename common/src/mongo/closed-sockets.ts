import { Connection } from 'mongodb/lib/cmap/connection.js';

/**
 * Makes the driver's monitor and its commands fail when their socket is gone. By itself the driver (7.8, 7.9) waits for ever for a socket
 * to drain that is already destroyed but has not reported it yet: a server killed in that moment was never monitored again by this process,
 * and the command never ended. No option bounds that wait for the monitor (decision 0099).
 */
export function endWritesToClosedSockets(): void {
  Connection.prototype.writeCommand = writeUntilClosed;
}

const write = Connection.prototype.writeCommand;

async function writeUntilClosed(this: Connection, ...command: Parameters<typeof write>): Promise<void> {
  let onClose!: () => void;
  const closed = new Promise<never>((_resolve, reject) => {
    onClose = () => reject(this.error ?? new Error('The connection was closed while a command was written to it.'));
  });
  this.once('close', onClose);
  try {
    await Promise.race([write.apply(this, command), closed]);
  } finally {
    this.off('close', onClose);
  }
}
