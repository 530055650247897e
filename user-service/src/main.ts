import { runProcess } from '@shop/common/process';
import { startApp } from './app.js';
import { readUserConfig } from './config.js';

void runProcess('user-service', readUserConfig, startApp);
