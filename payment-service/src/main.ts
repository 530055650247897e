import { runProcess } from '@shop/common/lifecycle';
import { startApp } from './app.js';
import { readServiceConfig } from './config.js';

await runProcess('payment-service', () => startApp(readServiceConfig()));
