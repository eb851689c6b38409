import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Environment, readConfig } from '../../src/config.ts';
import { ROOT } from './process.ts';

const names = Object.keys(Environment.shape);
const example = readFileSync(join(ROOT, '.env.example'), 'utf8');
const shown = [...example.matchAll(/^# ([A-Z_]+)=(.+)$/gm)].map(([, name = '', value = '']) => [name, value] as const);

describe('.env.example', () => {
  test('names every variable that is read, once, and no other', () => {
    expect(shown.map(([name]) => name).sort()).toEqual([...names].sort());
  });

  test('says before each what it means, and sets nothing', () => {
    const lines = example.split('\n');
    for (const name of names) {
      const at = lines.findIndex((line) => line.startsWith(`# ${name}=`));
      expect(lines[at - 1], name).toMatch(/^# \S.*\.$/);
    }
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });

  test('holds values that are taken', () => {
    const { config, secrets } = readConfig(Object.fromEntries(shown));
    expect(config).toMatchObject({
      production: true,
      port: 3000,
      databaseUrl: 'postgres://saputnik:password@localhost:5432/saputnik',
      pilots: ['serbia'],
      publicUrl: 'https://chat.example.org',
      secretKeyFile: '/etc/saputnik/secret.key',
      telegram: { apiRoot: 'http://localhost:8081' },
    });
    expect(secrets).toEqual({ telegramToken: '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw' });
  });
});

describe('the configuration', () => {
  test('is a demonstration on port 3000 where nothing is said, or only blanks', () => {
    const blank = Object.fromEntries(names.map((name) => [name, ' ']));
    for (const env of [{}, blank]) {
      expect(readConfig(env).config).toEqual({
        production: false,
        port: 3000,
        dataDir: join(process.cwd(), 'data'),
        publicUrl: 'http://localhost:3000',
        secretKeyFile: join(process.cwd(), 'data', 'secret.key'),
      });
    }
  });

  test('takes lists with blanks, addresses with a slash, and the port into its own address', () => {
    expect(readConfig({ PILOTS: ' serbia , milan ' }).config.pilots).toEqual(['serbia', 'milan']);
    expect(readConfig({ PUBLIC_URL: 'HTTPS://Chat.example.org/' }).config.publicUrl).toBe('https://chat.example.org');
    expect(readConfig({ PORT: '8080' }).config.publicUrl).toBe('http://localhost:8080');
  });

  test('names everything that is wrong at once, and says no secret', () => {
    const wrong = {
      PORT: 'eighty',
      DATABASE_URL: 'mysql://root:hunter2@localhost/db',
      PILOTS: 'serbia,,milan',
      PUBLIC_URL: 'chat.example.org',
      TELEGRAM_BOT_TOKEN: 'hunter2',
      TELEGRAM_API_ROOT: 'ftp://localhost',
    };
    const attempt = () => readConfig(wrong);
    for (const name of Object.keys(wrong)) expect(attempt).toThrow(`${name}: `);
    expect(attempt).not.toThrow('hunter2');
  });

  test.each(['0', '65536', '3e3', '0x50', '80.5', '-1', '99999999999'])('has no port %s', (port) => {
    expect(() => readConfig({ PORT: port })).toThrow('PORT: must be a number from 1 to 65535');
  });

  test.each([
    ['/srv/data', '/srv/data/secret.key'],
    ['/srv/data', '/srv/data/..key'],
    ['/srv/data', '/srv/data'],
    ['/srv/data', '/srv/other/../data/keys/secret.key'],
  ])('in production with data in %s has no key at %s', (DATA_DIR, SECRET_KEY_FILE) => {
    const env = { NODE_ENV: 'production', DATA_DIR, SECRET_KEY_FILE };
    expect(() => readConfig(env)).toThrow('outside DATA_DIR');
    expect(readConfig({ ...env, NODE_ENV: '' }).config.secretKeyFile).toMatch(/^\/srv\/data/);
  });

  test('in production has a key beside the data', () => {
    for (const SECRET_KEY_FILE of ['/srv/secret.key', '/srv/data-key', '/srv/data/../secret.key']) {
      const { config } = readConfig({ NODE_ENV: 'production', DATA_DIR: '/srv/data', SECRET_KEY_FILE });
      expect(config.production).toBe(true);
    }
  });
});
