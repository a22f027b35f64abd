/**
 * Writes docs/openapi.json from the built service; with `--check` compares instead, and fails where they differ.
 */
import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { built } from './built.mjs';

const { AppModule } = await built('app.module.js');
const { loadConfig } = await built('config/config.js');
const { SILENT_LOG } = await built('runtime/log/silent-log.js');
const { openApiDocument } = await built('openapi.js');

const FILE = new URL('../docs/openapi.json', import.meta.url);

class Description {}
Module({ imports: [AppModule.of(loadConfig({}), { log: SILENT_LOG, replica: '' })] })(Description);

// Preview mode reads the modules without opening the store.
const app = await NestFactory.create(Description, { preview: true, logger: false });
const text = `${JSON.stringify(openApiDocument(app), null, 2)}\n`;
if (!process.argv.includes('--check')) {
  await writeFile(FILE, text);
} else if ((await readFile(FILE, 'utf8').catch(() => '')) !== text) {
  console.error('docs/openapi.json is not what the service describes: run npm run openapi, and commit it');
  process.exitCode = 1;
}
