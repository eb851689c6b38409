import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { Environment, readConfig } from '../src/config.ts';
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

describe('an install', () => {
  const { allowScripts, scarfSettings } = z
    .object({ allowScripts: z.record(z.string(), z.boolean()), scarfSettings: z.object({ enabled: z.boolean() }) })
    .parse(JSON.parse(read('package.json')));
  const Package = z.object({ hasInstallScript: z.boolean().optional(), dev: z.boolean().optional() });
  const { packages } = z
    .object({ packages: z.record(z.string(), Package) })
    .parse(JSON.parse(read('package-lock.json')));
  const withScript = Object.entries(packages).flatMap(([path, { hasInstallScript, dev }]) =>
    hasInstallScript ? [{ name: path.split('node_modules/').at(-1) ?? '', isDev: dev === true }] : [],
  );

  test('runs no script of a package that nobody has looked at', () => {
    const unknown = withScript.map(({ name }) => name).filter((name) => !(name in allowScripts));
    expect(unknown).toEqual([]);
  });

  test('needs no script at all in production, where the image and the page on operation allow none', () => {
    const inProduction = withScript.filter(({ isDev }) => !isDev);
    expect(inProduction).toContainEqual({ name: 'better-sqlite3', isDev: false });
    expect(inProduction.filter(({ name }) => allowScripts[name] !== false)).toEqual([]);
    for (const file of ['Dockerfile', 'docs/operate.md']) {
      const installs = [...read(file).matchAll(/npm ci --omit=dev[^`&\n]*/g)].map(([line]) => line.trim());
      expect(installs.length, file).toBeGreaterThan(0);
      expect([...new Set(installs)], file).toEqual(['npm ci --omit=dev --ignore-scripts']);
    }
  });

  test('tells nobody of itself, whatever the version of npm', () => {
    expect(withScript.map(({ name }) => name)).toContain('@scarf/scarf');
    expect(scarfSettings.enabled).toBe(false);
    expect(allowScripts['@scarf/scarf']).toBe(false);
  });
});

describe('compose.yaml', () => {
  const Service = z.object({
    networks: z.array(z.string()),
    security_opt: z.array(z.string()),
    mem_limit: z.string(),
    pids_limit: z.int(),
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
      networks: z.record(z.string(), z.object({ internal: z.boolean() }).nullable()),
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

  test('limits what every service may take of the machine, and what it may become', () => {
    for (const [name, service] of Object.entries(whole.services)) {
      expect(service.security_opt, name).toEqual(['no-new-privileges:true']);
      expect(service.mem_limit, name).toMatch(/^\d+m$/);
      expect(service.pids_limit, name).toBeGreaterThan(0);
    }
  });

  test('lets the proxy reach the server and not the database, which reaches nothing outside', () => {
    const on = Object.fromEntries(Object.entries(whole.services).map(([name, { networks }]) => [name, networks]));
    expect(on).toEqual({ app: ['front', 'inner'], proxy: ['front'], postgres: ['inner'] });
    expect(whole.networks).toEqual({ front: null, inner: { internal: true } });
    for (const host of [app.environment?.HOST, /\bHOST=(\S+)/.exec(dockerfile)?.[1]]) expect(host).toBe('0.0.0.0');
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

describe('docs/saputnik.service', () => {
  const unit = read('docs/saputnik.service');
  const values = (name: string) => [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value]) => value);

  test('runs a file that is there by Node itself, as a user of its own, in production', () => {
    expect(values('ExecStart')).toEqual(['/usr/bin/node src/start.mjs serve']);
    expect(existsSync(join(ROOT, 'src/start.mjs'))).toBe(true);
    expect(values('User')).toEqual(['saputnik']);
    expect(values('Environment')).toEqual(['NODE_ENV=production']);
  });

  test('lets it write its data and its backups, for itself alone, and nothing else', () => {
    const settings = Object.fromEntries(
      [...unit.matchAll(/\b([A-Z_]{8,})=(\/[\w./]+)/g)].map(([, name, value]) => [name, value]),
    );
    expect(Object.keys(settings)).toEqual(['DATA_DIR', 'BACKUP_DIR', 'SECRET_KEY_FILE']);
    expect(
      readConfig({ NODE_ENV: 'production', PUBLIC_URL: 'https://chat.example.org', ...settings }).config,
    ).toMatchObject({
      dataDir: `/var/lib/${values('StateDirectory')[0]}`,
      backupDir: values('ReadWritePaths')[0],
    });
    const hardened = ['StateDirectoryMode', 'UMask', 'ProtectSystem', 'ProtectHome', 'PrivateTmp', 'NoNewPrivileges'];
    expect(hardened.map((name) => values(name))).toEqual([['0700'], ['0077'], ['strict'], ['yes'], ['yes'], ['yes']]);
    expect(values('CapabilityBoundingSet')).toEqual(['']);
  });

  test('has the limits of compose.yaml, and gives a stop as long', () => {
    const compose = read('compose.yaml');
    expect(values('MemoryMax')).toEqual([`${/mem_limit: (\d+)m/.exec(compose)?.[1]}M`]);
    expect(values('TasksMax')).toEqual([/pids_limit: (\d+)/.exec(compose)?.[1]]);
    expect(values('TimeoutStopSec')).toEqual([/stop_grace_period: (\d+)s/.exec(compose)?.[1]]);
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
