import { runProcess } from '@shop/common/process';
import { startProvider } from './app.js';
import { readProviderConfig } from './config.js';

void runProcess('payment-provider', readProviderConfig, startProvider);
