import { isIPv4 } from 'node:net';
import { createTransport } from 'nodemailer';
import type { Mailer } from './turn/mailer.ts';

const SECONDS = 1000;

/**
 * Sends e-mails by SMTP. `url`: `smtp://` or `smtps://`, with the account in it. Account and letters leave this machine
 * encrypted or not at all: `send` throws where the server offers no TLS.
 */
export function createMailer(url: string, from: string): Mailer {
  const times = { connectionTimeout: 10 * SECONDS, greetingTimeout: 10 * SECONDS, socketTimeout: 20 * SECONDS };
  const requireTLS = !isLoopback(new URL(url).hostname);
  const transport = createTransport({ url, ...times, requireTLS, disableFileAccess: true, disableUrlAccess: true });
  return {
    from,
    async send({ to, subject, text, id, calendar }) {
      await transport.sendMail({
        from: { name: 'Saputnik', address: from },
        to,
        subject,
        text,
        messageId: `<${id}@saputnik>`,
        ...(calendar && {
          icalEvent: { method: calendar.method, content: calendar.content, filename: 'appointment.ics' },
        }),
      });
    },
  };
}

/** Whether a host is this machine itself, by its name or address. */
const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'));
