import { runProcess } from '@shop/common/lifecycle';
import { startApp } from './app.js';
import { readOrchestratorConfig } from './config.js';

await runProcess('saga-orchestrator', () => startApp(readOrchestratorConfig()));
