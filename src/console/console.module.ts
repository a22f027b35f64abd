import { fileURLToPath } from 'node:url';
import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { ConsoleController } from './console.controller.js';
import { ConsolePage } from './page-files.js';

/** Beside the compiled room; the build puts the console there. */
const DIRECTORY = fileURLToPath(new URL('./page', import.meta.url));

@Module({
  imports: [AccessModule],
  controllers: [ConsoleController],
  providers: [{ provide: ConsolePage, useFactory: () => new ConsolePage(DIRECTORY) }],
})
export class ConsoleModule {}
