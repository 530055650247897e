import { runProcess } from '@shop/common/lifecycle';
import { startApp } from './app.js';
import { readGatewayConfig } from './config.js';

await runProcess('gateway', () => startApp(readGatewayConfig()));
