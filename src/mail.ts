import { createTransport } from 'nodemailer';
import type { Mailer } from './turn/mailer.ts';

const SECONDS = 1000;

/** Sends e-mails by SMTP. `url`: `smtp://` or `smtps://`, with the account in it. */
export function createMailer(url: string, from: string): Mailer {
  const times = { connectionTimeout: 10 * SECONDS, greetingTimeout: 10 * SECONDS, socketTimeout: 20 * SECONDS };
  const transport = createTransport({ url, ...times, disableFileAccess: true, disableUrlAccess: true });
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
