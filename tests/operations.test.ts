import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { Environment } from '../src/config.ts';
import { KEEP } from '../src/store/retention.ts';
import { ROOT } from './commands/process.ts';
import { DAY } from './fakes/clock.ts';
import { openStage } from './fakes/stage.ts';

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const dockerfile = read('Dockerfile');

describe('Dockerfile', () => {
  const copied = [...dockerfile.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, names = '']) => names.split(' '));

  test('copies files that are there, and that .dockerignore lets in', () => {
    const allowed = [...read('.dockerignore').matchAll(/^!(.+)$/gm)].map(([, name]) => name);
    expect(copied.length).toBeGreaterThan(0);
    for (const name of copied) expect(existsSync(join(ROOT, name)), name).toBe(true);
    expect([...copied].sort()).toEqual([...allowed].sort());
  });

  test('copies whatever the code reads, so that nothing is missing only there', () => {
    for (const folder of ['src', 'flows', 'locales', 'migrations']) expect(copied).toContain(folder);
  });

  test('runs a file that is there by Node itself, and not as root', () => {
    const [, command = ''] = /^CMD (\[.+\])$/m.exec(dockerfile) ?? [];
    const [program, file = '', ...args] = z.array(z.string()).parse(JSON.parse(command));
    expect([program, args]).toEqual(['node', ['serve']]);
    expect(existsSync(join(ROOT, file))).toBe(true);
    expect(dockerfile.indexOf('USER node')).toBeGreaterThan(dockerfile.lastIndexOf('RUN '));
  });

  test('is on the Node that the project brings to other machines', () => {
    const { devDependencies } = z
      .object({ devDependencies: z.object({ node: z.string() }) })
      .parse(JSON.parse(read('package.json')));
    expect(dockerfile).toContain(`FROM node:${devDependencies.node.split('.')[0]}-`);
  });
});

describe('compose.yaml', () => {
  const Service = z.object({
    environment: z.record(z.string(), z.string()).optional(),
    secrets: z.array(z.string()).optional(),
    volumes: z.array(z.string()).optional(),
    read_only: z.boolean().optional(),
    cap_drop: z.array(z.string()).optional(),
  });
  const whole = z
    .object({
      services: z.object({ app: Service }).catchall(Service),
      secrets: z.record(z.string(), z.object({ file: z.string() })),
      volumes: z.record(z.string(), z.null()),
    })
    .parse(parse(read('compose.yaml')));
  const { app } = whole.services;

  test('sets names that the server reads, to values that it takes', () => {
    const given = app.environment ?? {};
    expect(Object.keys(given).filter((name) => !Object.keys(Environment.shape).includes(name))).toEqual([]);
    expect(Environment.safeParse(given).error).toBeUndefined();
  });

  test('gives the server a writable place for its data and its backups, and nothing beside', () => {
    const mounted = app.volumes?.map((volume) => volume.split(':')[1]);
    expect(mounted).toEqual([app.environment?.DATA_DIR, app.environment?.BACKUP_DIR]);
    expect(app.read_only).toBe(true);
    expect(app.cap_drop).toEqual(['ALL']);
  });

  test('mounts the key where the server looks for it, and keeps it out of git', () => {
    const names = Object.values(whole.services).flatMap(({ secrets = [] }) => secrets);
    expect(names.sort()).toEqual(Object.keys(whole.secrets).sort());
    expect(app.secrets?.map((name) => `/run/secrets/${name}`)).toEqual([app.environment?.SECRET_KEY_FILE]);
    const ignored = read('.gitignore').split('\n');
    for (const { file } of Object.values(whole.secrets)) expect(ignored).toContain(`${dirname(file).slice(2)}/`);
    expect(ignored).toEqual(expect.arrayContaining(['.env', 'backups/']));
  });

  test('knows every volume that a service mounts', () => {
    const mounted = Object.values(whole.services).flatMap(({ volumes = [] }) =>
      volumes.map((one) => one.split(':')[0]),
    );
    const named = mounted.filter((name) => name !== undefined && !name.startsWith('.'));
    expect(named.sort()).toEqual(Object.keys(whole.volumes).sort());
  });

  test('leads to the server from a proxy that shuts the metrics', () => {
    expect(read('Caddyfile')).toContain(`reverse_proxy app:${app.environment?.PORT}`);
    expect(read('Caddyfile')).toContain('respond /metrics 404');
  });
});

describe('docs/operate.md', () => {
  const guide = read('docs/operate.md');

  test('says of every alert in the logs what it means and what to do', () => {
    const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    );
    const raised = sources.flatMap((name) =>
      [...read(join('src', name)).matchAll(/\balert: '([\w-]+)'/g)].map(([, alert]) => alert),
    );
    const section = guide.slice(guide.indexOf('### Alerts in the log'), guide.indexOf('## Capacity'));
    const rows = [...section.matchAll(/^\| `([\w-]+)` \| \S.* \| \S.* \|$/gm)].map(([, alert]) => alert);
    expect(rows).toEqual([...new Set(raised)].sort());
  });

  test('names every metric, and none that is not there', async () => {
    const metricsToken = 'a-token-that-is-long-enough-for-anybody';
    await using stage = await openStage('sqlite', { metricsToken });
    const headers = { authorization: `Bearer ${metricsToken}` };
    const text = await (await stage.routes.request('/metrics', { headers })).text();
    const known = [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name = '']) => name);
    const named = new Set(
      [...guide.matchAll(/\b(saputnik|nodejs|process)_\w+/g)].map(([name]) => name.replace(/_count$/, '')),
    );
    expect([...named].filter((name) => !known.includes(name))).toEqual([]);
    expect(known.filter((name) => name.startsWith('saputnik_') && !named.has(name))).toEqual([]);
  });
});

describe('the pages for those who run it or translate', () => {
  const PAGES = ['operate.md', 'dpia.md', 'channel-risk.md', 'translate.md'];
  const anchorsOf = (text: string) =>
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    );

  test.each(PAGES)('%s leads nowhere that is not there', (page) => {
    const text = read(join('docs', page));
    for (const [, file = '', anchor] of text.matchAll(/\]\((?!https:)([^)#]*)#?([^)]*)\)/g)) {
      const target = file === '' ? page : file;
      expect(existsSync(join(ROOT, 'docs', target)), target).toBe(true);
      if (anchor) expect(anchorsOf(read(join('docs', target))), target).toContain(anchor);
    }
    for (const [, path = ''] of text.matchAll(/`((?:src|flows|locales)\/[\w./-]+)`/g)) {
      if (!path.includes('PILOT')) expect(existsSync(join(ROOT, path)), path).toBe(true);
    }
  });

  test('dpia.md says how long each class of data is kept, as the code has it', () => {
    const text = read('docs/dpia.md');
    const days = (ms: number) => ms / DAY;
    for (const [row, keep] of [
      ['`seen`', KEEP.seen],
      ['`inbox`', KEEP.messages],
      ['`outbox`', KEEP.messages],
      ['`timer`', KEEP.timers],
      ['`appointment`', KEEP.appointments],
      ['`request`', KEEP.requests],
      ['`erasure`', KEEP.erasures],
      ['`log`', KEEP.log],
      ['`token`', KEEP.tokens],
      ['`staff_session`', KEEP.staffSessions],
      ['files', KEEP.backups],
    ] as const) {
      const line = text.split('\n').find((one) => one.includes(`| ${row} |`));
      expect(line, row).toMatch(new RegExp(`\\| ${days(keep)} days?\\b`));
    }
    expect(text).toContain(`a profile ${days(KEEP.profile)} days`);
    expect(text).toContain(`${days(KEEP.lookAround)} days after the last message`);
  });
});
