import { CHANNEL, type Sources } from './given.js';

/** A message that was lost delays a sale by so many milliseconds. */
const LOOK_EVERY_MS = 200;

/** Counts the pieces that were sold, until `stop` is called. */
export async function startConsumer({ log, sold, redis }: Sources): Promise<{ stop(): Promise<void> }> {
  /** Reads on from where it was. What it counted and how far it has read change in one update: both, or neither. */
  const catchUp = async () => {
    const { position = 0 } = (await sold.findOne({ _id: 'sold' })) ?? {};
    for await (const { _id, pieces } of log.find({ _id: { $gt: position } }).sort({ _id: 1 })) {
      const before = _id === 1 ? { position: { $exists: false } } : { position: _id - 1 };
      const { matchedCount } = await sold.updateOne(
        { _id: 'sold', ...before },
        { $inc: { pieces }, $set: { position: _id } },
      );
      if (matchedCount === 0) return; // another consumer was faster
    }
  };
  let last: Promise<unknown> = Promise.resolve();
  // a message says only: look
  const look = () => (last = last.then(catchUp).catch(() => undefined));
  redis.on('message', look);
  await redis.subscribe(CHANNEL);
  const timer = setInterval(look, LOOK_EVERY_MS);
  await look();
  return {
    async stop() {
      clearInterval(timer);
      await redis.unsubscribe(CHANNEL);
      await last;
    },
  };
}
