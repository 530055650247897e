import { runProcess } from '@shop/common/process';
import { startApp } from './app.js';
import { readProviderConfig } from './config.js';

void runProcess('payment-provider', readProviderConfig, startApp);
