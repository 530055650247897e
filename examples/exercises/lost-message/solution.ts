import { CHANNEL, type Sources } from './given.js';

/** A lost message delays a sale by at most this many milliseconds. */
const LOOK_EVERY_MS = 200;

/** Counts the pieces that were sold, until `stop` is called. */
export async function startConsumer({ log, sold, redis }: Sources): Promise<{ stop(): Promise<void> }> {
  /** Continues from its position. The count and the position change in one update: both, or neither. */
  const catchUp = async () => {
    const { position = 0 } = (await sold.findOne({ _id: 'sold' })) ?? {};
    for await (const { _id, pieces } of log.find({ _id: { $gt: position } }).sort({ _id: 1 })) {
      const before = _id === 1 ? { position: { $exists: false } } : { position: _id - 1 };
      const { matchedCount } = await sold.updateOne(
        { _id: 'sold', ...before },
        { $inc: { pieces }, $set: { position: _id } },
      );
      if (matchedCount === 0) return; // another consumer has counted it
    }
  };
  let last: Promise<unknown> = Promise.resolve();
  // a message only triggers a read of the log
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
