import { runProcess } from '@shop/common/process';
import { startApp } from './app.js';
import { readGatewayConfig } from './config.js';

void runProcess('gateway', readGatewayConfig, startApp);
