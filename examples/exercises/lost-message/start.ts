import { CHANNEL, type Sale, type Sources } from './given.js';

/** Counts the pieces that were sold, until `stop` is called. */
export async function startConsumer({ sold, redis }: Sources): Promise<{ stop(): Promise<void> }> {
  let last: Promise<unknown> = Promise.resolve();
  redis.on('message', (_channel: string, message: string) => {
    const { pieces } = JSON.parse(message) as Sale;
    last = last.then(() => sold.updateOne({ _id: 'sold' }, { $inc: { pieces } })).catch(() => undefined);
  });
  await redis.subscribe(CHANNEL);
  return {
    async stop() {
      await redis.unsubscribe(CHANNEL);
      await last;
    },
  };
}
