import { describe, expect, it } from 'vitest';
import { settingsOf } from './settings.js';
import { VARIABLE_GROUPS } from './variables/variables.js';

describe('settings in force', () => {
  function settingOf(name: string, env: Record<string, string>) {
    const all = settingsOf(env).flatMap(({ settings }) => settings);
    return all.find((setting) => setting.name === name)!;
  }

  it('has every variable of the documents', () => {
    const documented = VARIABLE_GROUPS.flatMap(({ variables }) =>
      Object.entries(variables).flatMap(([name, { hidden }]) => (hidden ? [] : [name])),
    );
    expect(settingsOf({}).flatMap(({ settings }) => settings.map(({ name }) => name))).toEqual(documented);
  });

  it('says what is set, and what is as it is by default', () => {
    expect(settingOf('RETRY_CONCURRENCY', { RETRY_CONCURRENCY: ' 8 ' })).toMatchObject({
      value: '8',
      byDefault: '64',
      source: 'environment',
      secret: false,
    });
    expect(settingOf('RETRY_CONCURRENCY', { RETRY_CONCURRENCY: '' })).toMatchObject({
      value: '64',
      source: 'default',
    });
    expect(settingOf('DLQ_BUCKET', {})).toMatchObject({ value: null, byDefault: null, source: 'default' });
  });

  it('shows nothing secret', () => {
    const env: Record<string, string> = {};
    const secret = 's3cr3t-v4lue';
    for (const { variables } of VARIABLE_GROUPS) {
      for (const [name, { type }] of Object.entries(variables)) {
        if (type === 'secret') env[name] = `https://user:${secret}@h.example/x`;
        if (type === 'text' || type === 'url') env[name] = `https://user:${secret}@h.example/x?key=${secret}`;
      }
    }
    env['ACCESS_KEYS'] = `ci:admin:${secret}`;
    env['CXONE_TOKEN_PARAMS'] = `password=${secret}`;
    env['CXONE_VALIDATE_PATH'] = `/v1/{event_id}?token=${secret}`;
    expect(JSON.stringify(settingsOf(env))).not.toContain(secret);
    expect(settingOf('DELIVERY_SECRET', env)).toMatchObject({
      value: null,
      source: 'environment',
      secret: true,
    });
    expect(settingOf('TARGET_URL', { TARGET_URL: 'https://crm.example/e?key=1' }).value).toBe(
      'https://crm.example/e?***',
    );
  });

  it('tells that a secret comes from a file, and not from which', () => {
    const setting = settingOf('SESSION_SECRET', { SESSION_SECRET_FILE: '/run/secrets/session' });
    expect(setting).toMatchObject({ value: null, source: 'file', secret: true });
  });
});
