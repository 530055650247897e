// Prints what is broadcast on a Redis channel, for the labs, until as many messages have come or 20 s have passed.
//   node docs/labs/tools/listen.mjs redis://127.0.0.1:3079 shop:order-status 3
import { Redis } from 'ioredis';

const [url, channel, wanted = '1'] = process.argv.slice(2);
const redis = new Redis(url);
let heard = 0;
const leave = setTimeout(() => redis.disconnect(), 20_000);
redis.on('message', (_channel, text) => {
  console.log(text);
  heard += 1;
  if (heard < Number(wanted)) return;
  clearTimeout(leave);
  redis.disconnect();
});
await redis.subscribe(channel);
console.log(`listening on ${channel}`);
