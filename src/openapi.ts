import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { SERVICE_VERSION } from './health/service-version.js';
import { TAG_SENTENCES, TAGS } from './http/api-tags.js';

/** The API's description, from the decorators of its controllers. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('CXone DLQ')
    .setDescription('Dead letter queue for NICE CXone Data Action webhooks.')
    .setVersion(SERVICE_VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit');
  for (const task of Object.keys(TAGS) as Array<keyof typeof TAGS>) {
    builder.addTag(TAGS[task], TAG_SENTENCES[task]);
  }
  // Every route names its group itself; otherwise a second group with the controller's name would appear.
  return SwaggerModule.createDocument(app, builder.build(), { autoTagControllers: false });
}
