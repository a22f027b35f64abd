import { ApiProblem, NoAnswer } from './problem.js';

/** @returns the same for either kind; `null`: it is another error */
export function linesOfCall(error: unknown): string[] | null {
  if (error instanceof ApiProblem) return linesOfProblem(error);
  return error instanceof NoAnswer ? linesOfNoAnswer(error) : null;
}

/** @returns the lines that tell a person what the API refused, and what to do */
export function linesOfProblem(problem: ApiProblem): string[] {
  const lines = [`${problem.code}: ${problem.detail}`];
  for (const { field, expected } of problem.fields) lines.push(`  ${field}: expected ${expected}`);
  const advice = adviceOf(problem);
  return advice === null ? lines : [...lines, advice];
}

export function linesOfNoAnswer({ url, reason }: NoAnswer): string[] {
  return [`no answer from ${url} (${reason})`, adviceWithoutAnswer(reason)];
}

function adviceWithoutAnswer(reason: string): string {
  if (/CERT|SSL|TLS|ALTNAME|wrong version number/i.test(reason)) {
    return 'Is it http or https, and is its certificate right? NODE_EXTRA_CA_CERTS names a file with your own authority.';
  }
  if (/TIMEDOUT|TIMEOUT|in time/i.test(reason))
    return 'Is a firewall or a proxy in between? Try again, or another --url.';
  return 'Is the service running there? --url, CXONE_DLQ_URL or a profile name another address.';
}

function adviceOf({ status, code, body }: ApiProblem): string | null {
  const { required_role: role, job_id: job, matched } = body;
  if (status === 401)
    return 'Give an API key: the variable CXONE_DLQ_KEY, --key-file, or key_file of a profile.';
  if (status === 403 && typeof role === 'string') return `Use a key with the role ${role}.`;
  if (status === 421) return 'Call the service by a name that PUBLIC_URL or ALLOWED_HOSTS has, with --url.';
  if (code === 'reason_required') return 'Say why with --reason.';
  if (code === 'job_running' && typeof job === 'string') return `See: cxone-dlq redrive watch ${job}`;
  if (code === 'count_moved' && typeof matched === 'number') {
    return `If ${matched} is right: --expected-count ${matched}. Otherwise plan again.`;
  }
  if (status === 429) return 'Wait a minute, and try again.';
  return null;
}
