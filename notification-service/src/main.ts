import { runProcess } from '@shop/common/process';
import { startApp } from './app.js';
import { readServiceConfig } from './config.js';

void runProcess('notification-service', readServiceConfig, startApp);
