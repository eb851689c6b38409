import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Environment, readConfig } from '../../src/config.ts';
import { ROOT } from './process.ts';

const names = Object.keys(Environment.shape);
const example = readFileSync(join(ROOT, '.env.example'), 'utf8');
const PRODUCTION = {
  NODE_ENV: 'production',
  SECRET_KEY_FILE: '/srv/secret.key',
  PUBLIC_URL: 'https://chat.example.org',
};
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
      host: '127.0.0.1',
      port: 3000,
      databaseUrl: 'postgres://saputnik:password@localhost:5432/saputnik',
      pilots: ['serbia'],
      publicUrl: 'https://chat.example.org',
      secretKeyFile: '/etc/saputnik/secret.key',
      calendarHosts: ['mail.city.example'],
      telegram: { mode: 'webhook', apiRoot: 'http://localhost:8081' },
      whatsappCloud: { phoneNumberId: '106540352242922', apiRoot: 'http://localhost:8082/v23.0' },
      whatsappWeb: { socketUrl: 'ws://localhost:8083/ws/chat', version: [2, 3000, 1043857760] },
    });
    expect(secrets).toEqual({
      smtpUrl: 'smtps://user:password@mail.example.org:465',
      telegramToken: '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw',
      telegramWebhookSecret: 'example-only-make-one-of-your-own',
      whatsappCloud: {
        token: 'EAAexampleonlyexampleonly',
        appSecret: '0123456789abcdef0123456789abcdef',
        verifyToken: 'example-only-make-one-of-your-own',
      },
      metricsToken: 'example-only-make-one-of-your-own',
    });
  });
});

describe('the configuration', () => {
  test('is a demonstration on port 3000 where nothing is said, or only blanks', () => {
    const blank = Object.fromEntries(names.map((name) => [name, ' ']));
    for (const env of [{}, blank]) {
      expect(readConfig(env).config).toEqual({
        production: false,
        host: '127.0.0.1',
        port: 3000,
        dataDir: join(process.cwd(), 'data'),
        publicUrl: 'http://localhost:3000',
        secretKeyFile: join(process.cwd(), 'data', 'secret.key'),
      });
    }
  });

  test('takes lists with blanks, addresses with a slash, and the port into its own address', () => {
    expect(readConfig({ PILOTS: ' serbia , milan ' }).config.pilots).toEqual(['serbia', 'milan']);
    const { calendarHosts } = readConfig({ CALENDAR_HOSTS: 'Mail.City.example , 10.0.0.7' }).config;
    expect(calendarHosts).toEqual(['mail.city.example', '10.0.0.7']);
    expect(readConfig({ PUBLIC_URL: 'HTTPS://Chat.example.org/' }).config.publicUrl).toBe('https://chat.example.org');
    expect(readConfig({ PORT: '8080' }).config.publicUrl).toBe('http://localhost:8080');
  });

  test.each(['0.0.0.0', '10.0.0.7', '::1'])('listens on %s', (HOST) => {
    expect(readConfig({ HOST }).config.host).toBe(HOST);
  });

  test.each(['localhost', 'chat.example.org', '10.0.0', '127.0.0.1:3000', '[::1]'])('has no address %s', (HOST) => {
    expect(() => readConfig({ HOST })).toThrow('HOST: must be an address of this machine');
  });

  test('names everything that is wrong at once, and says no secret', () => {
    const wrong = {
      HOST: 'everywhere',
      PORT: 'eighty',
      DATABASE_URL: 'mysql://root:hunter2@localhost/db',
      PILOTS: 'serbia,,milan',
      CALENDAR_HOSTS: 'http://mail.city.example/',
      PUBLIC_URL: 'chat.example.org',
      TELEGRAM_BOT_TOKEN: 'hunter2',
      TELEGRAM_API_ROOT: 'ftp://localhost',
      TELEGRAM_MODE: 'pigeon',
      TELEGRAM_WEBHOOK_SECRET: 'hunter2-hunter2-hunter2+hunter2',
      SMTP_URL: 'http://ana:hunter2@mail.example.org',
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
    const env = { ...PRODUCTION, DATA_DIR, SECRET_KEY_FILE };
    expect(() => readConfig(env)).toThrow('outside DATA_DIR');
    expect(readConfig({ ...env, NODE_ENV: '' }).config.secretKeyFile).toMatch(/^\/srv\/data/);
  });

  test('in production has a key beside the data', () => {
    for (const SECRET_KEY_FILE of ['/srv/secret.key', '/srv/data-key', '/srv/data/../secret.key']) {
      const { config } = readConfig({ ...PRODUCTION, DATA_DIR: '/srv/data', SECRET_KEY_FILE });
      expect(config.production).toBe(true);
    }
  });

  test.each(['', 'http://chat.example.org', 'http://localhost:3000'])(
    'in production has no address "%s"',
    (PUBLIC_URL) => {
      const env = { ...PRODUCTION, PUBLIC_URL };
      expect(() => readConfig(env)).toThrow(/^In production PUBLIC_URL must be set and begin with https:\/\//);
      expect(readConfig({ ...env, NODE_ENV: '' }).config.production).toBe(false);
    },
  );
});

describe('the mail server', () => {
  const MAIL_FROM = 'saputnik@example.org';

  test.each(['?ignoreTLS=true', '?requireTLS=false', '/?tls.rejectUnauthorized=false'])(
    'is not taken with %s behind it, and its password is not said',
    (more) => {
      const attempt = () => readConfig({ SMTP_URL: `smtp://ana:hunter2@mail.example.org:587${more}`, MAIL_FROM });
      expect(attempt).toThrow('SMTP_URL: must end with the host and the port, without a "?"');
      expect(attempt).not.toThrow('hunter2');
    },
  );

  test.each(['smtp', 'smtps'])('is reached by %s, and wants a sender', (protocol) => {
    const SMTP_URL = `${protocol}://ana:what%3F@mail.example.org:587`;
    expect(readConfig({ SMTP_URL, MAIL_FROM }).secrets.smtpUrl).toBe(SMTP_URL);
    expect(() => readConfig({ SMTP_URL })).toThrow('Mail needs both SMTP_URL and MAIL_FROM');
  });
});

describe('Telegram', () => {
  const TELEGRAM_BOT_TOKEN = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';
  const { PUBLIC_URL } = PRODUCTION;
  const TELEGRAM_WEBHOOK_SECRET = 'a_secret-of-twenty-four_';

  test.each([
    [{}, 'polling'],
    [{ PUBLIC_URL }, 'webhook'],
    [{ PUBLIC_URL, TELEGRAM_MODE: 'polling' }, 'polling'],
    [{ PUBLIC_URL: 'http://localhost:3000', TELEGRAM_MODE: 'polling' }, 'polling'],
    [{ PUBLIC_URL, TELEGRAM_MODE: 'webhook' }, 'webhook'],
    [{ ...PRODUCTION, TELEGRAM_WEBHOOK_SECRET }, 'webhook'],
    [{ ...PRODUCTION, TELEGRAM_MODE: 'polling' }, 'polling'],
  ])('with %j is taken in by %s', (env, mode) => {
    expect(readConfig({ TELEGRAM_BOT_TOKEN, ...env }).config.telegram).toEqual({ mode });
    expect(readConfig(env).config.telegram).toBeUndefined();
  });

  test.each([{ TELEGRAM_MODE: 'webhook' }, { PUBLIC_URL: 'http://chat.example.org' }])(
    'with %j has no address to post to',
    (env) => {
      const says = /by https only: PUBLIC_URL must begin with https:\/\/, or set TELEGRAM_MODE=polling$/;
      expect(() => readConfig({ TELEGRAM_BOT_TOKEN, ...env })).toThrow(says);
      expect(readConfig(env).config.telegram).toBeUndefined();
    },
  );

  test('in production is not posted to without a secret', () => {
    expect(() => readConfig({ ...PRODUCTION, TELEGRAM_BOT_TOKEN })).toThrow(
      'In production TELEGRAM_WEBHOOK_SECRET must be set',
    );
  });

  test.each(['a'.repeat(24), 'Z-9_'.repeat(64)])('has a secret of %s', (secret) => {
    const { secrets, config } = readConfig({ TELEGRAM_BOT_TOKEN, PUBLIC_URL, TELEGRAM_WEBHOOK_SECRET: secret });
    expect(secrets.telegramWebhookSecret).toBe(secret);
    expect(JSON.stringify(config)).not.toContain(secret);
  });

  test.each(['a'.repeat(23), 'a'.repeat(257), `${'a'.repeat(24)} a`, `${'a'.repeat(24)}ш`])(
    'has no secret of %s',
    (secret) => {
      const attempt = () => readConfig({ TELEGRAM_WEBHOOK_SECRET: secret });
      expect(attempt).toThrow('TELEGRAM_WEBHOOK_SECRET: must be 24 to 256 characters');
      expect(attempt).not.toThrow(secret);
    },
  );
});

describe('WhatsApp', () => {
  const WHATSAPP = {
    WHATSAPP_CLOUD_TOKEN: 'EAAa0token0of0a0system0user',
    WHATSAPP_CLOUD_PHONE_NUMBER_ID: '106540352242922',
    WHATSAPP_CLOUD_APP_SECRET: '0123456789abcdef0123456789abcdef',
    WHATSAPP_CLOUD_VERIFY_TOKEN: 'a-verify-token-of-our-own',
  };

  test('is there with all four, and apart from that which may be shown', () => {
    const { config, secrets } = readConfig(WHATSAPP);
    expect(config.whatsappCloud).toEqual({ phoneNumberId: '106540352242922' });
    expect(Object.values(secrets.whatsappCloud ?? {})).toHaveLength(3);
    expect(JSON.stringify(config)).not.toContain('EAAa');
  });

  test.each(Object.keys(WHATSAPP))('is refused without %s alone', (name) => {
    expect(() => readConfig({ ...WHATSAPP, [name]: '' })).toThrow('or none of them');
    expect(() => readConfig({ ...WHATSAPP, [name]: 'no' })).toThrow(`${name}: `);
  });
});
