import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { SERVICE_VERSION } from './health/service-version.js';

/** The API's description, from the decorators of its controllers. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('CXone DLQ')
    .setDescription('Dead letter queue for NICE CXone Data Action webhooks.')
    .setVersion(SERVICE_VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addTag('webhook', 'Where CXone delivers events to.')
    .addTag('dead letters', 'Looking at what failed.')
    .addTag('retry', 'Getting it through.')
    .addTag('schemas', 'What events must look like, and trying it out.')
    .addTag('delivery', 'Where events are delivered to.')
    .addTag('health', 'For load balancers and monitoring.')
    .build();
  return SwaggerModule.createDocument(app, config);
}
