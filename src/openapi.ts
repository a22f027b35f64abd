import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { BEARER_SCHEME, SESSION_SCHEME } from './access/required-role.js';
import { SESSION_COOKIE } from './access/session/cookies.js';
import { SERVICE_VERSION } from './runtime/service-version.js';
import { TAG_SENTENCES, TAGS } from './http/api-tags.js';

/** The API's description, from the decorators of its controllers. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('CXone DLQ')
    .setDescription('Dead letter queue for NICE CXone Data Action webhooks.')
    .setVersion(SERVICE_VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'An API key, or a token of the identity provider.' },
      BEARER_SCHEME,
    )
    .addCookieAuth(
      SESSION_COOKIE,
      {
        type: 'apiKey',
        in: 'cookie',
        description:
          'The session of a person who has signed in by a browser (`/api/v1/session/sign-in`). Over https its name begins with `__Host-`.',
      },
      SESSION_SCHEME,
    );
  for (const task of Object.keys(TAGS) as Array<keyof typeof TAGS>) {
    builder.addTag(TAGS[task], TAG_SENTENCES[task]);
  }
  // Every route names its group itself; otherwise a second group with the controller's name would appear.
  return SwaggerModule.createDocument(app, builder.build(), { autoTagControllers: false });
}
