// The token that a process of a local stack (the gateway unless another is named) shows another, for the labs: HS256, 60 s, for one receiver.
//   TOKEN=$(node docs/labs/tools/internal-token.mjs .data/secrets.json order-service [notification-service])
import jwt from 'jsonwebtoken';
import { readFileSync } from 'node:fs';

const [file, audience, issuer = 'gateway'] = process.argv.slice(2);
const { INTERNAL_TOKEN_SECRET } = JSON.parse(readFileSync(file, 'utf8'));
console.log(jwt.sign({}, INTERNAL_TOKEN_SECRET, { algorithm: 'HS256', issuer, audience, expiresIn: 60 }));
