import { confirm } from '../ask/confirm.js';
import type { Command, Invocation } from '../command.js';
import { exactText, isObject, parseExactly, scalarText, type ExactJson } from '../json/exact-json.js';
import { patchBetween, valueAt, type Operation } from '../json/json-patch.js';
import type { Output } from '../output/output.js';
import { plain } from '../output/plain-text.js';
import { counted } from '../output/words.js';
import { CommandFailed, UsageError } from '../usage-error.js';
import type { ExitCode } from '../world.js';
import { patchText, type PatchText } from './patch-text.js';
import { ASKS, ONE_TRACE_ID } from './remote-options.js';

export const eventsCorrect: Command = {
  name: 'events correct',
  summary: 'Corrects the event of one dead letter, by a patch or in an editor',
  about: [
    'What the patch does not name keeps every digit. With --edit the difference is shown, and you are asked.',
    'It ends with 3 where the event was corrected, and its retry failed.',
  ],
  takes: ONE_TRACE_ID,
  options: {
    patch: {
      value: 'FILE',
      meaning: 'a JSON Patch (a list) or a merge patch (an object); - for standard input',
    },
    edit: { meaning: 'opens the event in $VISUAL or $EDITOR' },
    retry: { meaning: 'retries at once' },
    force: { meaning: 'although the schema refuses what comes out' },
    ...ASKS,
  },
  examples: ["cxone-dlq events correct $trace_id --patch patch.json --retry --reason 'the id was missing'"],
  async run(invocation) {
    const { positionals, values, output, client, world } = invocation;
    const [file, edits] = [values.text('patch'), values.flag('edit')];
    if ((file === undefined) !== edits) throw new UsageError('expected --patch FILE or --edit');
    const api = await client();
    const path = { trace_id: positionals[0]! };
    const { text, etag } = await api.call('get', '/api/v1/dlq/events/{trace_id}', { path });
    const patch = file === undefined ? await editedPatch(text, invocation) : await patchText(file, world);
    if (patch === null) {
      await output.note('Nothing was changed.');
      return 0;
    }
    const answer = await api.call('patch', '/api/v1/dlq/events/{trace_id}', {
      path,
      query: {
        retry: values.flag('retry') || undefined,
        force: values.flag('force') || undefined,
        reason: values.text('reason'),
      },
      headers: { 'if-match': etag ?? '' },
      text: patch,
    });
    return told(answer.text, output);
  },
};

/** @returns the patch that a person made in the editor; `null`: none */
async function editedPatch(record: string, { values, output, world }: Invocation): Promise<PatchText | null> {
  const parsed = parseExactly(record);
  const before = isObject(parsed) ? parsed.original_event : undefined;
  if (before === undefined) throw new CommandFailed('the record has no event that could be edited');
  const editor = world.env.VISUAL || world.env.EDITOR || 'vi';
  const edited = await world.edit(editor, `${exactText(before, 2)}\n`).catch((error: Error) => {
    throw new CommandFailed(`${error.message}\nNothing was changed.`);
  });
  let after: ExactJson;
  try {
    after = parseExactly(edited);
  } catch (error) {
    throw new CommandFailed(`what the editor left is no JSON: ${String(error)}\nNothing was changed.`);
  }
  const patch = patchBetween(before, after);
  if (patch.length === 0) return null;
  for (const line of patch.flatMap((operation) => differenceLines(operation, before, output))) {
    await output.note(line);
  }
  await confirm(`Correct the event in ${counted(patch.length, 'place')}?`, values, world);
  return { type: 'application/json-patch+json', content: exactText(patch) };
}

function differenceLines(operation: Operation, before: ExactJson, { paint }: Output): string[] {
  const { op, path } = operation;
  const old = op === 'add' ? [] : [paint('red', `- ${plain(exactText(valueAt(before, path)))}`)];
  const fresh = 'value' in operation ? [paint('green', `+ ${plain(exactText(operation.value))}`)] : [];
  return [plain(path), ...old, ...fresh];
}

async function told(text: string, output: Output): Promise<ExitCode> {
  const parsed = parseExactly(text);
  const record = isObject(parsed) ? parsed : {};
  const retry = isObject(record.retry) ? record.retry : null;
  const outcome = retry === null ? null : scalarText(retry.outcome);
  if (output.form !== 'table') await output.text(text);
  else {
    const error = retry === null ? null : scalarText(retry.error);
    const ending = outcome === null ? `it is ${scalarText(record.status)}` : `its retry: ${outcome}`;
    await output.lines([`Corrected; ${ending}${error ? `: ${plain(error)}` : ''}`]);
  }
  return outcome === null || outcome === 'processed' ? 0 : 3;
}
