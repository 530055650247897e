// A receiver of webhooks for the labs: checks each signature and prints the event's type, order and whether it is genuine.
//   node docs/labs/tools/receive.mjs 4900 .data/webhook-secret
// The file holds the secret that POST /api/webhooks answered; it is read for each call, so that it may come later.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const [port, secretFile] = process.argv.slice(2);

function isGenuine(body, headers) {
  try {
    new Webhook(readFileSync(secretFile, 'utf8').trim()).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

const server = createServer(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  const { type, subject } = JSON.parse(body);
  console.log(`${type} ${subject} genuine: ${isGenuine(body, request.headers)}`);
  response.writeHead(204).end();
});
server.listen(Number(port), '127.0.0.1', () => console.log('listening'));
