import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { TAGS } from '../../http/api-tags.js';
import { Takes, TakesAnything } from '../../http/known-fields.guard.js';
import { Problem } from '../../http/problem.js';
import { ApiProblems } from '../../http/problem.dto.js';
import { LOG, type Log } from '../../runtime/logger.js';
import { signInProblem } from '../access-problems.js';
import { Admission } from '../admission.js';
import { isRefusal } from '../caller.js';
import { RequiresRole } from '../required-role.js';
import { cookieIn } from '../session/cookies.js';
import type { SessionStart } from '../session/session-start.js';
import { SESSION_START } from '../session/session.controller.js';
import type { OidcAccess } from './oidc-access.js';
import { OIDC_ACCESS } from './oidc.module.js';
import { SIGN_IN_LIFE_S, SIGN_IN_PATH, type SignIn } from './sign-in.js';
import { SignInQuery } from './sign-in.dto.js';
import { SignInError } from './sign-in-errors.js';
import { PAGE_POLICY, signInPage } from './sign-in-page.js';

/** Signing in by a browser. What goes wrong is a page for people, and a problem for programs. */
@ApiTags(TAGS.access)
@RequiresRole('none')
@Controller('api/v1/session')
export class SignInController {
  private readonly publicUrl: string;

  constructor(
    @Inject(OIDC_ACCESS) private readonly oidc: OidcAccess | null,
    @Inject(SESSION_START) private readonly sessions: SessionStart | null,
    private readonly admission: Admission,
    @Inject(LOG) private readonly log: Log,
    @Inject(CONFIG) { http }: Config,
  ) {
    this.publicUrl = http.publicUrl ?? '';
  }

  @Get('sign-in')
  @Takes({ query: SignInQuery })
  @ApiOperation({
    summary: 'Sign in by a browser',
    description:
      'Leads the browser to the identity provider (`OIDC_ISSUER`), which sends it back to the callback.',
  })
  @ApiResponse({ status: 302, description: 'To the identity provider.' })
  @ApiProblems('invalid_request', 'not_found', 'identity_provider_unavailable')
  async begin(
    @Query() { return_to: returnTo }: SignInQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.orPage(request, response, async ({ signIn, sessions }) => {
      const { url, sealed } = await signIn.begin(returnTo);
      const { cookies } = sessions;
      response.append('Set-Cookie', cookies.set(cookies.signIn, sealed, SIGN_IN_LIFE_S));
      response.redirect(302, url);
    });
  }

  @Get('callback')
  @TakesAnything()
  @ApiOperation({
    summary: 'Come back from the identity provider',
    description:
      'Only the browser in which the sign-in began, within ten minutes, is given a session; the code is good for one time.',
  })
  @ApiResponse({
    status: 303,
    description: 'To the page that the person was on, with the cookie of a session.',
  })
  @ApiProblems('sign_in_refused', 'forbidden', 'not_found', 'identity_provider_unavailable')
  async end(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.orPage(request, response, async ({ signIn, sessions }) => {
      const { cookies } = sessions;
      const sealed = cookieIn(request.headers.cookie, cookies.signIn);
      response.append('Set-Cookie', cookies.clear(cookies.signIn));
      const { search } = new URL(request.originalUrl, 'http://localhost');
      const { caller, returnTo } = await signIn.end(search, sealed);
      if (isRefusal(caller)) throw this.admission.refused(caller, request);
      await sessions.begin(caller, { oidc: true }, response);
      response.redirect(303, `${this.publicUrl}${returnTo}`);
    });
  }

  /** @throws Problem where no browser asks. */
  private async orPage(
    request: Request,
    response: Response,
    work: (parts: { signIn: SignIn; sessions: SessionStart }) => Promise<void>,
  ): Promise<void> {
    const signIn = this.oidc?.signIn ?? null;
    if (signIn === null || this.sessions === null) throw notConfigured();
    try {
      await work({ signIn, sessions: this.sessions });
    } catch (error) {
      if (error instanceof SignInError)
        this.log.warn('sign_in_failed', { kind: error.kind, reason: error.message });
      const problem = error instanceof SignInError ? signInProblem(error) : error;
      response.vary('Accept');
      // A client that takes anything, such as curl, gets JSON.
      const forPeople = problem instanceof Problem && request.accepts(['json', 'html']) === 'html';
      if (!forPeople) throw problem;
      const { status, detail, headers = {} } = problem.details;
      response.status(status).set({ ...headers, 'Content-Security-Policy': PAGE_POLICY });
      response.type('html').send(signInPage(detail, `${this.publicUrl}${SIGN_IN_PATH}`));
    }
  }
}

function notConfigured(): Problem {
  const detail = 'Nobody can sign in by a browser here: OIDC_CLIENT_ID is not set.';
  return new Problem({ status: 404, code: 'not_found', detail });
}
