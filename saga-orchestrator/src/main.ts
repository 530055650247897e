import { runProcess } from '@shop/common/process';
import { startApp } from './app.js';
import { readOrchestratorConfig } from './config.js';

void runProcess('saga-orchestrator', readOrchestratorConfig, startApp);
