import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Admission } from '../access/admission.js';
import { RequiresRole } from '../access/required-role.js';
import { TakesAnything } from '../http/known-fields.guard.js';
import { Problem } from '../http/problem.js';
import { sendPageFile } from './page-answer.js';
import { ConsolePage, INDEX } from './page-files.js';

const BASE = /^\/console(?:\/|$)/i;

/** The console's files. They hold no data: the page asks the API for it, with the reader's own credential. */
@ApiExcludeController()
@RequiresRole('none')
@Controller('console')
export class ConsoleController {
  constructor(
    private readonly page: ConsolePage,
    private readonly admission: Admission,
  ) {}

  /** Each address that names no file is one of the page's own, and gets the page. */
  @Get(['', '*path'])
  @TakesAnything()
  async show(@Req() request: Request, @Res() response: Response): Promise<void> {
    const files = await this.page.files();
    const index = files.get(INDEX);
    if (index === undefined) throw notFound(NOT_BUILT);
    const name = request.path.replace(BASE, '');
    const file = files.get(name);
    // A page of an older build asks for a file that is gone: with the page in its place the script would fail in a riddle.
    if (file === undefined && name.startsWith('assets/'))
      throw notFound('The console has no such file; load the page again.');
    if (file === undefined || file === index) response.set('Server-Timing', await this.whoAsks(request));
    sendPageFile(request, response, file ?? index);
  }

  /**
   * Tells the page whether its calls will be let in, so that it asks everything at once, or first who calls. The page's
   * scripts can read this header (console/src/early.ts). It is said either way: a 304 leaves an older one in force.
   */
  private async whoAsks(request: Request): Promise<string> {
    return `caller;desc=${(await this.admission.letsIn(request)) ? 'known' : 'unknown'}`;
  }
}

const NOT_BUILT = 'The console is not built here. Run `npm run build`, and start the service again.';

function notFound(detail: string): Problem {
  return new Problem({ status: 404, code: 'not_found', detail });
}
