import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { apiProblems } from './api-problems.js';
import { CHART, FULL_VALUES, helm, manifestsIn, only, render } from './helm.js';

const EMBEDDED = ['--set', 'config.DLQ_BUCKET=,replicaCount=1,data.existingClaim=dlq'];

describe('the manifests of the chart', () => {
  it.each([
    ['default values', []],
    ['every value', FULL_VALUES],
    ['the embedded store', EMBEDDED],
  ])('pass helm lint with %s', async (_, args) => {
    expect(await helm('lint', '--strict', CHART, ...args)).toContain('0 chart(s) failed');
  });

  it('fit the schemas of Kubernetes and of the Prometheus Operator', async () => {
    const [few, all, one] = await Promise.all([render(), render(...FULL_VALUES), render(...EMBEDDED)]);
    const kinds = (manifests: { kind: string }[]) => manifests.map(({ kind }) => kind).sort();
    const always = ['ConfigMap', 'Deployment', 'Pod', 'PodDisruptionBudget', 'Service', 'ServiceAccount'];
    expect(kinds(few)).toEqual(always);
    expect(kinds(all)).toEqual(
      [
        ...always,
        'ConfigMap',
        'HorizontalPodAutoscaler',
        'Ingress',
        'NetworkPolicy',
        'ServiceMonitor',
      ].sort(),
    );
    const plain = manifestsIn(readFileSync('deploy/kubernetes/cxone-dlq.yaml', 'utf8'));
    expect(kinds(plain)).toEqual(always.filter((kind) => kind !== 'Pod'));
    expect(apiProblems([...few, ...all, ...one, ...plain])).toEqual([]);
  });

  it('fit them with the values of docs/deployment.md', async () => {
    const [, indented = ''] = /```yaml\n(.*?)```/s.exec(readFileSync('docs/deployment.md', 'utf8')) ?? [];
    const { path, remove } = await temporaryDirectory();
    await writeFile(join(path, 'values.yaml'), indented.replaceAll(/^ {3}/gm, ''));
    const manifests = await render('--values', join(path, 'values.yaml'));
    await remove();
    expect(manifests.map(({ kind }) => kind)).toContain('Ingress');
    expect(apiProblems(manifests)).toEqual([]);
  });

  it('would not pass with a field that Kubernetes does not know, or with a wrong value', async () => {
    const deployment = only(await render(), 'Deployment');
    const monitor = only(await render(...FULL_VALUES), 'ServiceMonitor');
    const changed = (from: string, to: string) =>
      JSON.parse(JSON.stringify(deployment).replace(from, to)) as typeof deployment;
    const problems = apiProblems([
      changed('"livenessProbe"', '"livenesProbe"'),
      changed('"periodSeconds":10', '"periodSeconds":"10s"'),
      changed('"IfNotPresent"', '"Sometimes"'),
      changed('"selector"', '"selectors"'),
      { ...monitor, spec: { ...(monitor['spec'] as object), endpoint: [] } },
    ]);
    for (const field of ['livenesProbe', 'periodSeconds', 'imagePullPolicy', 'selectors', 'endpoint']) {
      expect(problems.join('\n')).toContain(field);
    }
    expect(problems.filter((problem) => problem.startsWith('ServiceMonitor'))).toHaveLength(1);
  });
});

describe('values that the chart refuses', () => {
  it.each([
    ['replicaCount=three', "'/replicaCount': got string, want integer"],
    ['replicas=3', "additional properties 'replicas' not allowed"],
    ['image.version=1', "'/image': additional properties 'version' not allowed"],
    ['config.MAX_BODY_BITES=1', "'/config': additional properties 'MAX_BODY_BITES' not allowed"],
    ['config.MAX_BODY_BYTES=0', "'/config/MAX_BODY_BYTES': minimum"],
    ['config.LOG_LEVEL=loud', "'/config/LOG_LEVEL': value must be one of"],
    ['config.REDIS_URL=redis://:secret@redis', "'/config': additional properties 'REDIS_URL' not allowed"],
    ['config.ACCESS_KEYS=x:admin:0', "'/config': additional properties 'ACCESS_KEYS' not allowed"],
    ['config.PORT=9000', "'/config': additional properties 'PORT' not allowed"],
    ['serviceAccount.roleArn=cxone-dlq', "'/serviceAccount/roleArn': 'cxone-dlq' does not match"],
    ['ingress.enabled=true', "'/ingress/host': minLength"],
    ['networkPolicy.enabled=true', "'/networkPolicy/from': minItems"],
    ['serviceMonitor.enabled=true', "'/serviceMonitor/tokenSecret/name': minLength"],
    ['config.DLQ_BUCKET=', 'set data.existingClaim to a claim that outlives the pod'],
    ['config.DLQ_BUCKET=,data.existingClaim=dlq', 'replicaCount is 3, but config.DLQ_BUCKET is empty'],
    ['data.existingClaim=dlq', 'data.existingClaim is for one replica'],
    [
      'config.SHUTDOWN_DELAY_MS=25000',
      'config.SHUTDOWN_DELAY_MS must be less than config.SHUTDOWN_TIMEOUT_MS',
    ],
    ['config.SHUTDOWN_TIMEOUT_MS=0', 'config.SHUTDOWN_DELAY_MS must be less than'],
    ['autoscaling.enabled=true,autoscaling.minReplicas=20', 'autoscaling.minReplicas is greater than'],
    [
      'serviceAccount.create=false,serviceAccount.roleArn=arn:aws:iam::123456789012:role/x',
      'serviceAccount.roleArn needs',
    ],
  ])('%s', async (value, error) => {
    await expect(render('--set', value)).rejects.toThrow(error);
  });
});
