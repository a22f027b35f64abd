import { readFileSync, readdirSync } from 'node:fs';
import { parse } from '@cdktn/hcl2json';
import { beforeAll, describe, expect, it } from 'vitest';

const MODULE = 'deploy/terraform';
const FILES = readdirSync(MODULE).filter((name) => name.endsWith('.tf'));
const textOf = (name: string) => readFileSync(`${MODULE}/${name}`, 'utf8');

interface Variable {
  description?: string;
  type?: string;
  default?: unknown;
  validation?: { condition: string; error_message: string }[];
}

/** Blocks by name; each may stand several times. */
type Blocks<Block> = Record<string, Block[]>;

interface Module {
  variable?: Blocks<Variable>;
  output?: Blocks<{ description?: string; value: string }>;
  resource?: Record<string, Blocks<Record<string, unknown>>>;
  data?: Record<string, Blocks<Record<string, unknown>>>;
  locals?: Record<string, unknown>[];
}

/** What the options were before they were options. */
const OFF = {
  kms_key_arn: '',
  audit_expire_days: 0,
  audit_infrequent_days: 0,
  audit_lock_days: 0,
  eks_oidc_provider_arn: '',
};

/** By HashiCorp's own parser, compiled to WebAssembly. There is no Terraform in the registries that CI reaches. */
describe('the module for Terraform', () => {
  const modules: Module[] = [];
  const code = FILES.map((name) => textOf(name).replaceAll(/^\s*#.*$/gm, '')).join('\n');

  beforeAll(async () => {
    for (const name of FILES) modules.push((await parse(name, textOf(name))) as Module);
  });

  const variables = () =>
    Object.fromEntries(modules.flatMap(({ variable = {} }) => Object.entries(variable)));
  const declared = (kind: 'resource' | 'data') =>
    modules.flatMap((module) =>
      Object.entries(module[kind] ?? {}).flatMap(([type, blocks]) =>
        Object.keys(blocks).map((name) => `${type}.${name}`),
      ),
    );
  const resource = (type: string, name: string) =>
    modules.flatMap((module) => module.resource?.[type]?.[name] ?? [])[0]!;

  it('names nothing that it does not declare, and declares nothing that it does not use', () => {
    const used = (pattern: RegExp) =>
      [...new Set([...code.matchAll(pattern)].map(([, name]) => name!))].sort();
    expect(used(/\bvar\.(\w+)/g)).toEqual(Object.keys(variables()).sort());
    expect(used(/\blocal\.(\w+)/g)).toEqual(
      modules.flatMap(({ locals = [] }) => locals.flatMap((block) => Object.keys(block))).sort(),
    );
    expect(used(/\bdata\.(aws_\w+\.\w+)/g)).toEqual(declared('data').sort());
    const resources = new Set(declared('resource'));
    expect(used(/(?<!data\.)\b(aws_\w+\.\w+)/g).filter((name) => !resources.has(name))).toEqual([]);
  });

  it('asks for an instance of what may be absent', () => {
    for (const kind of ['resource', 'data'] as const) {
      const counted = modules.flatMap((module) =>
        Object.entries(module[kind] ?? {}).flatMap(([type, blocks]) =>
          Object.entries(blocks)
            .filter(([, [block]]) => 'count' in block!)
            .map(([name]) => `${type}.${name}`),
        ),
      );
      expect(counted.length).toBeGreaterThan(0);
      for (const name of counted) {
        // `depends_on` takes the whole.
        const members = new RegExp(
          String.raw`${kind === 'data' ? String.raw`data\.` : String.raw`(?<!data\.)`}\b${name}\.`,
        );
        expect(code).not.toMatch(members);
      }
    }
  });

  it('says what each variable and each output is, and checks what can be wrong', () => {
    const [outputs] = [modules.flatMap(({ output = {} }) => Object.values(output).flat())];
    expect(outputs.filter(({ description }) => !description)).toEqual([]);
    for (const [name, [variable]] of Object.entries(variables())) {
      expect([name, variable?.description]).toEqual([name, expect.stringMatching(/\.$/)]);
      expect(variable).toHaveProperty('type');
      if (!(name in OFF)) continue;
      expect([name, variable?.validation?.[0]?.error_message]).toEqual([name, expect.stringContaining(name)]);
      expect(variable?.validation?.[0]?.condition).toContain(`var.${name}`);
    }
  });

  it('has every option off, so that what is there stays as it is', () => {
    const defaults = Object.entries(variables()).map(([name, [variable]]) => [name, variable?.default]);
    expect(Object.fromEntries(defaults)).toMatchObject(OFF);
  });

  it('expires nothing but noncurrent versions, and the audit where it is asked for', () => {
    const rules = resource('aws_s3_bucket_lifecycle_configuration', 'dlq') as {
      rule: { id: string; expiration?: object[] }[];
      dynamic: { rule: { content: { filter: object[]; id: string }[] }[] };
    };
    const expiring = rules.rule.filter(({ expiration }) => expiration !== undefined);
    expect(expiring).toMatchObject([{ expiration: [{ expired_object_delete_marker: true }] }]);
    expect(rules.dynamic.rule.map(({ content }) => content)).toMatchObject([
      [{ id: 'audit', filter: [{ prefix: 'audit/' }] }],
    ]);
  });

  it('locks the copies of the audit, and no dead letter', () => {
    expect(resource('aws_s3_bucket', 'dlq')).not.toHaveProperty('object_lock_enabled');
    expect(resource('aws_s3_bucket', 'audit_lock')).toMatchObject({ object_lock_enabled: true });
    expect(resource('aws_s3_bucket_replication_configuration', 'audit')).toMatchObject({
      rule: [{ filter: [{ prefix: 'audit/' }], delete_marker_replication: [{ status: 'Disabled' }] }],
    });
  });

  it('gives the permissions that docs/deployment.md names', () => {
    const [, text = ''] = /```json\n(.*?)```/s.exec(readFileSync('docs/deployment.md', 'utf8')) ?? [];
    const documented = (JSON.parse(text) as { Statement: { Effect: string; Action: string | string[] }[] })
      .Statement;
    const { statement } = modules.flatMap(
      (module) => module.data?.['aws_iam_policy_document']?.['store'] ?? [],
    )[0] as {
      statement: { effect?: string; actions: string[] }[];
    };
    expect(documented.map(({ Effect, Action }) => [Effect, [Action].flat()])).toEqual(
      statement.map(({ effect = 'Allow', actions }) => [effect, actions]),
    );
  });

  it('is described, variable by variable, with its default', () => {
    const readme = textOf('README.md');
    for (const [name, [variable]] of Object.entries(variables())) {
      const [, described = ''] =
        new RegExp(String.raw`^\| \`${name}\` *\| (.*?) *\|`, 'm').exec(readme) ?? [];
      const value = JSON.stringify(variable?.default).replaceAll('"', '');
      expect([name, described]).toEqual([
        name,
        expect.stringContaining(value === '' ? 'none' : `\`${value}\``),
      ]);
    }
  });

  it.each(FILES)('%s stands as terraform fmt writes it', (name) => {
    const lines = textOf(name).split('\n');
    expect(lines.filter((line) => /\t|\s$/.test(line) || line.search(/\S|$/) % 2 === 1)).toEqual([]);
    // In lines that follow each other, with a whole value in each, the signs `=` stand below each other.
    const column = (line: string | undefined) => {
      const match = /^(\s*)([\w-]+)( *)= (.*)$/.exec(line ?? '');
      const whole = match !== null && count(match[4]!, /[([{]/g) === count(match[4]!, /[)\]}]/g);
      return whole ? { indent: match[1]!.length, name: match[2]!.length, spaces: match[3]!.length } : null;
    };
    for (let at = 0; at < lines.length; at++) {
      const group = [];
      for (let found = column(lines[at]); found !== null; found = column(lines[++at])) group.push(found);
      const longest = Math.max(0, ...group.map((line) => line.name));
      expect(group.map((line) => line.name + line.spaces)).toEqual(group.map(() => longest + 1));
    }
  });
});

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
