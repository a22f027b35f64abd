import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { makeImageTree, type ImageTree } from './image-tree.js';

/** A small checkout with a Dockerfile of its own. */
describe('scripts/image-tree.mjs', () => {
  let directory: string;
  let context: string;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    ({ path: directory, remove } = await temporaryDirectory());
    context = join(directory, 'context');
    await mkdir(join(context, 'src/inner'), { recursive: true });
    await writeFile(join(context, '.dockerignore'), '# not sent\n**/*.spec.ts\n*.key\nsrc/inner\n');
    for (const file of ['a.txt', 'b.txt', 'my.key', 'src/x.ts', 'src/x.spec.ts', 'src/inner/y.ts']) {
      await writeFile(join(context, file), file);
    }
  });
  afterEach(() => remove());

  const make = async (dockerfile: string, buildArgs: Record<string, string> = {}): Promise<ImageTree> => {
    await writeFile(join(context, 'Dockerfile'), dockerfile);
    return makeImageTree(join(directory, 'out'), buildArgs, context);
  };

  it('copies what .dockerignore leaves, and runs commands at the paths of the image', async () => {
    const { rootfs } = await make(`FROM a AS build
WORKDIR /app
COPY *.txt ./texts/
COPY src ./src
RUN cat texts/*.txt > /app/both && mkdir -p /etc/cxone-dlq-test && touch /etc/cxone-dlq-test/left
FROM b
WORKDIR /app
COPY --from=build /app/both ./
COPY --from=build /app/src ./sources
RUN mkdir /cxone-dlq-data && \\
    chown 1000:1000 /cxone-dlq-data
`);
    expect(await readFile(join(rootfs, 'app/both'), 'utf8')).toBe('a.txtb.txt');
    expect(await readFile(join(rootfs, 'app/sources/x.ts'), 'utf8')).toBe('src/x.ts');
    expect(await readdir(join(rootfs, 'app/sources'))).toEqual(['x.ts']);
    expect(existsSync(join(rootfs, 'cxone-dlq-data'))).toBe(true);
    // Of an earlier stage only what is copied is in the image, and nothing reaches this machine.
    expect(existsSync(join(rootfs, 'etc'))).toBe(false);
    expect(existsSync('/etc/cxone-dlq-test')).toBe(false);
    expect(existsSync('/cxone-dlq-data')).toBe(false);
  });

  it('fills in arguments and variables, for labels and for commands', async () => {
    const { config, rootfs } = await make(
      `FROM a
ARG VERSION=1
ARG COMMIT=none
ENV GREETING="good day" PLACE=here
LABEL version="\${VERSION}" \\
      commit=$COMMIT at='$PLACE'
WORKDIR /app
RUN echo "$GREETING $VERSION" > said
USER 12:13
CMD ["run", "this"]
`,
      { VERSION: '2' },
    );
    expect(config).toMatchObject({ User: '12:13', Cmd: ['run', 'this'], WorkingDir: '/app' });
    expect(config.Labels).toEqual({ version: '2', commit: 'none', at: '$PLACE' });
    expect(await readFile(join(rootfs, 'app/said'), 'utf8')).toBe('good day 2\n');
  });

  it.each([
    ['FROM a\nADD x y', 'line 2: scripts/image-tree does not know ADD'],
    ['FROM a\n\n# text\nCOPY --chmod=1 a.txt b', 'line 4: scripts/image-tree does not know --chmod'],
    ['FROM a\nCOPY my.key ./', 'COPY: there is no my.key'],
    ['FROM a\nCOPY --from=b x ./', 'COPY: there is no stage b'],
    ['FROM a\nCMD run this', 'line 2: expected CMD ["word", ...]'],
    ['FROM a\nRUN exit 3', 'line 2: RUN ended with 3: exit 3'],
    ['WORKDIR /x', 'line 1: expected FROM first'],
  ])('refuses %j', async (dockerfile, error) => {
    await expect(make(dockerfile)).rejects.toThrow(error);
  });
});
