import { runProcess } from '@shop/common/lifecycle';
import { startApp } from './app.js';
import { readUserConfig } from './config.js';

void runProcess('user-service', readUserConfig, startApp);
