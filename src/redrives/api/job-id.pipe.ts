import { Injectable, type PipeTransform } from '@nestjs/common';
import { noSuchJob } from '../job-problems.js';
import { isJobId } from '../store/job-record.js';

/** Lets only job ids through: the store is asked for nothing else. */
@Injectable()
export class JobIdPipe implements PipeTransform<string, string> {
  /** @throws Problem 404 */
  transform(value: string): string {
    if (!isJobId(value)) throw noSuchJob(value.slice(0, 100));
    return value;
  }
}
