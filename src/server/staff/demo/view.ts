import { html } from 'hono/html';
import type { Account } from '../../../store/accounts.ts';
import type { Param, Texts } from '../../../text/texts.ts';
import { selectField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { viewOf } from '../../html/view.ts';
import { page } from '../frame.ts';

/** An account of a demonstration, by its name. */
type DemoAccount = Pick<Account, 'id' | 'role' | 'pilots'> & { name: string };

/** The page on which one chooses an account of a demonstration. `path`: its own address. */
export function demoPage(texts: Texts, language: string, path: string, accounts: readonly DemoAccount[]): Html {
  const { say, show } = viewOf(texts, language, 'staff');
  const options = accounts.map(({ id, name, role, pilots }) => {
    const where = pilots.map((pilot): Param => ({ text: `pilots:${pilot}.name` }));
    return { value: id, label: `${name}: ${say(`roles.${role}`)}, ${show({ list: where })}` };
  });
  const body = html`<main class="alone"><h1>${say('demo.title')}</h1><p>${say('demo.about')}</p>
<form method="post" action="${path}" class="card">
${selectField({ id: 'account', label: say('demo.account'), options })}
<button class="button">${say('demo.button')}</button></form></main>`;
  return page(texts, language, say('demo.title'), body, { styles: ['forms.css'] });
}
