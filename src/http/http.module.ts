import { Module } from '@nestjs/common';
import { HttpClosing } from './http-closing.js';

/** The hooks of the HTTP server into the start and the end of the application. */
@Module({ providers: [HttpClosing], exports: [HttpClosing] })
export class HttpModule {}
