import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { VARIABLES } from '../../src/config/variables/variables.js';
import { CHART, FULL_VALUES, helm, only, render, type Manifest } from './helm.js';

interface Probe {
  httpGet: { path: string; port: string };
  periodSeconds: number;
  failureThreshold: number;
}

interface Container {
  image: string;
  envFrom: object[];
  lifecycle?: { preStop: { sleep: { seconds: number } } };
  securityContext: object;
  volumeMounts: { name: string; mountPath: string; readOnly?: boolean }[];
  startupProbe: Probe;
  livenessProbe: Probe;
  readinessProbe: Probe;
}

interface Deployment {
  spec: {
    replicas?: number;
    strategy: { type: string };
    template: {
      metadata: { annotations: Record<string, string> };
      spec: {
        terminationGracePeriodSeconds: number;
        containers: Container[];
        volumes: { name: string; emptyDir?: object; persistentVolumeClaim?: object }[];
        topologySpreadConstraints?: object[];
      };
    };
  };
}

const deploymentOf = (manifests: Manifest[]) => (only(manifests, 'Deployment') as Manifest & Deployment).spec;
const podOf = (manifests: Manifest[]) => deploymentOf(manifests).template.spec;
const containerOf = (manifests: Manifest[]) => podOf(manifests).containers[0]!;
const dataOf = (manifests: Manifest[], name: string) =>
  (
    manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name) as {
      data?: Record<string, string>;
    }
  ).data!;

describe('the chart', () => {
  it('has the version of package.json', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    const chart = readFileSync(`${CHART}/Chart.yaml`, 'utf8');
    expect(chart).toContain(`\nversion: ${version}\nappVersion: ${version}\n`);
  });

  it('probes routes that the service has', async () => {
    const { paths } = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
      paths: Record<string, object>;
    };
    const { startupProbe, livenessProbe, readinessProbe } = containerOf(await render());
    expect(livenessProbe.httpGet).toEqual({ path: '/health/live', port: 'http' });
    expect(startupProbe.httpGet).toEqual(livenessProbe.httpGet);
    expect(readinessProbe.httpGet).toEqual({ path: '/health/ready', port: 'http' });
    for (const { httpGet } of [livenessProbe, readinessProbe]) expect(paths).toHaveProperty([httpGet.path]);
    const [monitor] = (
      only(await render(...FULL_VALUES), 'ServiceMonitor')['spec'] as { endpoints: { path: string }[] }
    ).endpoints;
    expect(paths).toHaveProperty([monitor!.path]);
  });

  it('gives the service the time that it takes for its end', async () => {
    const few = podOf(await render());
    expect(few.containers[0]?.lifecycle?.preStop.sleep.seconds).toBe(5);
    // preStop, SHUTDOWN_TIMEOUT_MS as the service has it, and 5 s.
    expect(few.terminationGracePeriodSeconds).toBe(5 + VARIABLES.SHUTDOWN_TIMEOUT_MS.default / 1_000 + 5);
    expect(podOf(await render(...FULL_VALUES)).terminationGracePeriodSeconds).toBe(10 + 40 + 5);
    const none = podOf(
      await render('--set', 'preStopSeconds=0,config.SHUTDOWN_TIMEOUT_MS=1500,config.SHUTDOWN_DELAY_MS=0'),
    );
    expect(none.containers[0]?.lifecycle).toBeUndefined();
    expect(none.terminationGracePeriodSeconds).toBe(2 + 5);
  });

  it('runs it without rights, on a root that nobody can write to', async () => {
    const { containers, volumes } = podOf(await render());
    expect(containers[0]?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(
      containers[0]?.volumeMounts.filter(({ readOnly }) => !readOnly).map(({ mountPath }) => mountPath),
    ).toEqual(['/data', '/tmp']);
    expect(volumes.every(({ emptyDir }) => emptyDir !== undefined)).toBe(true);
  });

  it('writes numbers as the service reads them', async () => {
    const args = ['--set', 'config.MAX_BODY_BYTES=67108864,config.INGEST_MAX_BYTES_IN_FLIGHT=1099511627776'];
    const env = dataOf(await render(...args), 'dlq-cxone-dlq');
    expect(env).toMatchObject({ MAX_BODY_BYTES: '67108864', INGEST_MAX_BYTES_IN_FLIGHT: '1099511627776' });
    expect(loadConfig(env).webhook.maxBodyBytes).toBe(67_108_864);
  });

  it('writes files as they are given', async () => {
    const texts = {
      'a.yaml': '   first: 1\nb: "{{ x }}"\n',
      'b.yaml': 'no newline at the end',
      c: '\n\n- # no\n',
    };
    const manifests = await render('--set-json', `configFiles=${JSON.stringify(texts)}`);
    expect(dataOf(manifests, 'dlq-cxone-dlq-files')).toEqual(texts);
  });

  it('takes the default of every variable that is no secret, and the service takes it from there', async () => {
    const { properties } = (
      JSON.parse(readFileSync(`${CHART}/values.schema.json`, 'utf8')) as {
        properties: { config: { properties: Record<string, unknown> } };
      }
    ).properties.config;
    const settings = Object.entries(VARIABLES)
      .filter(([name]) => name in properties)
      .flatMap(([name, variable]) =>
        'default' in variable && variable.default !== '' ? [`config.${name}=${variable.default}`] : [],
      );
    expect(settings.length).toBeGreaterThan(40);
    const escaped = settings.map((setting) => setting.replaceAll(',', String.raw`\,`)).join(',');
    const env = dataOf(await render('--set', escaped), 'dlq-cxone-dlq');
    expect(Object.keys(env)).toHaveLength(settings.length + 2);
    expect(() => loadConfig(env)).not.toThrow();
  });

  it('starts new pods for a change of a variable, and for no change of a file', async () => {
    const checksum = async (...args: string[]) =>
      deploymentOf(await render(...args)).template.metadata.annotations['checksum/config'];
    const before = await checksum();
    expect(await checksum('--set', 'config.LOG_LEVEL=debug')).not.toBe(before);
    expect(await checksum('--set', 'configFiles.routes\\.yaml=x,replicaCount=5')).toBe(before);
  });

  it('mounts Secrets and files as directories, and holds no secret itself', async () => {
    const manifests = await render(...FULL_VALUES);
    const { volumeMounts, envFrom } = containerOf(manifests);
    expect(volumeMounts.filter(({ readOnly }) => readOnly).map(({ mountPath }) => mountPath)).toEqual([
      '/etc/cxone-dlq',
      '/run/secrets/cxone-dlq-access',
      '/run/secrets/cxone-dlq-webhook',
    ]);
    expect(volumeMounts.some((mount) => 'subPath' in mount)).toBe(false);
    expect(envFrom).toContainEqual({ secretRef: { name: 'cxone-dlq-variables' } });
    expect(manifests.some(({ kind }) => kind === 'Secret')).toBe(false);
    expect(dataOf(manifests, 'dlq-cxone-dlq-files')['routes.yaml']).toContain('crm.example.com');
  });

  it('leaves the number of replicas to an autoscaler, and the webhook alone to the ingress', async () => {
    const manifests = await render(...FULL_VALUES);
    expect(deploymentOf(manifests)).not.toHaveProperty('replicas');
    expect(deploymentOf(await render()).replicas).toBe(3);
    const { rules } = only(manifests, 'Ingress')['spec'] as {
      rules: { http: { paths: { path: string }[] } }[];
    };
    expect(rules.flatMap(({ http }) => http.paths.map(({ path }) => path))).toEqual([
      '/webhook/cxone-data-actions',
    ]);
  });

  it('keeps the embedded store on its claim, for one pod at a time', async () => {
    const manifests = await render('--set', 'config.DLQ_BUCKET=,replicaCount=1,data.existingClaim=letters');
    expect(deploymentOf(manifests).strategy.type).toBe('Recreate');
    expect(podOf(manifests).volumes).toContainEqual({
      name: 'data',
      persistentVolumeClaim: { claimName: 'letters' },
    });
  });

  it('says what is to be done next', async () => {
    const notes = async (...args: string[]) =>
      (await helm('install', 'dlq', CHART, '--dry-run=client', '--namespace', 'calls', ...args)).split(
        'NOTES:',
      )[1];
    const few = await notes();
    expect(few).toContain('kubectl -n calls rollout status deployment/dlq-cxone-dlq');
    for (const missing of ['Nobody can sign in yet', 'Anybody who reaches the webhook', 'No credentials']) {
      expect(few).toContain(missing);
    }
    const all = await notes(...FULL_VALUES);
    expect(all).toContain('https://events.example.com/webhook/cxone-data-actions');
    expect(all).not.toMatch(/Nobody can sign in|Anybody who reaches|No credentials/);
  });
});
