import { Module } from '@nestjs/common';
import { HttpClosing } from './http-closing.js';

/** What the HTTP server needs of the application's life. */
@Module({ providers: [HttpClosing], exports: [HttpClosing] })
export class HttpModule {}
