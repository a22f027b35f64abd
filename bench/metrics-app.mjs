/**
 * The service for bench/metrics.bench.mjs: with the metrics, or with `--without` as if that room did not exist. It tells
 * its parent its address, and at each message the CPU time that it has used, microseconds.
 */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { built } from '../scripts/built.mjs';

const { AppModule } = await built('app.module.js');
const { setUpApp } = await built('app.setup.js');
const { DirectAdapter } = await built('http/direct-adapter.js');
const { loadConfig } = await built('config/config.js');
const { MetricsModule } = await built('metrics/metrics.module.js');
const { SILENT_LOG: log } = await built('runtime/log/silent-log.js');

const config = loadConfig(process.env);
const whole = AppModule.of(config, { log, replica: 'bench' });
const without = { ...whole, imports: whole.imports.filter((module) => module !== MetricsModule) };
const modules = process.argv.includes('--without') ? without : whole;
const app = await NestFactory.create(modules, new DirectAdapter(), {
  bodyParser: false,
  logger: false,
});
setUpApp(app);
await app.listen(0, '127.0.0.1');
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ cpu: user + system });
});
process.send({ url: await app.getUrl() });
