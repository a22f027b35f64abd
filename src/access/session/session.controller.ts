import { Controller, Delete, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { TAGS } from '../../http/api-tags.js';
import { Problem } from '../../http/problem.js';
import { ApiProblems } from '../../http/problem.dto.js';
import { Admission } from '../admission.js';
import { bearerOf } from '../authenticator.js';
import { digestOfKey } from '../keys/api-key.js';
import { MeDto, meDto } from '../me.dto.js';
import { BEARER_SCHEME, RequiresRole } from '../required-role.js';
import type { SessionStart } from './session-start.js';

/** `SessionStart | null`; `null`: SESSION_SECRET is not set. */
export const SESSION_START = Symbol('SESSION_START');

@ApiTags(TAGS.access)
@Controller('api/v1/session')
export class SessionController {
  constructor(
    @Inject(SESSION_START) private readonly sessions: SessionStart | null,
    private readonly admission: Admission,
  ) {}

  @Post()
  @HttpCode(200)
  @RequiresRole('none')
  @ApiBearerAuth(BEARER_SCHEME)
  @ApiOperation({
    summary: 'Exchange a key for a session',
    description:
      'The key comes as the bearer, without a body. The answer sets the cookie of a session, so that a page needs to keep ' +
      'no key. The session ends after `SESSION_MAX_AGE_S`, or with its key. A token of the identity provider is ' +
      'exchanged as well; a session is not, since it would never end then.',
  })
  @ApiOkResponse({ type: MeDto })
  @ApiProblems('invalid_request', 'unauthenticated', 'not_found', 'too_many_refusals')
  async begin(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<MeDto> {
    const sessions = this.configured();
    const { authorization } = request.headers;
    const caller = await this.admission.callerOf({ ip: request.ip, headers: { authorization } });
    const origin =
      caller.kind === 'key' ? { sha256: digestOfKey(bearerOf(authorization!)!) } : { oidc: true as const };
    return meDto(await sessions.begin(caller, origin, response));
  }

  @Delete()
  @HttpCode(204)
  @RequiresRole('none')
  @ApiOperation({
    summary: 'Sign out',
    description:
      'Clears the cookie of the session in this browser. A copy of the cookie stays valid until the session ends, or until ' +
      'its key is gone.',
  })
  @ApiNoContentResponse()
  @ApiProblems('invalid_request', 'cross_site', 'not_found')
  end(@Res({ passthrough: true }) response: Response): void {
    this.configured().end(response);
  }

  private configured(): SessionStart {
    if (this.sessions !== null) return this.sessions;
    const detail = 'There are no sessions here: SESSION_SECRET is not set.';
    throw new Problem({ status: 404, code: 'not_found', detail });
  }
}
