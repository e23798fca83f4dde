import { deskPermissions, deskTriggers, type DeskInstance } from './state';
import type { DeliveryEntry } from './deliveries';

/**
 * The page on which a person plays the customer's administrator: the API, its keys, the webhooks and the tickets of one
 * instance, in native forms that work without a script.
 */
export function adminPage(instance: DeskInstance, deliveries: readonly DeliveryEntry[], notice: string | null): string {
  const { host, apiEnabled, keys, hooks, tickets } = instance;
  const form = (action: string, inner: string): string =>
    `<form method="post" action="/simulator/${action}"><input type="hidden" name="instance" value="${escape(host)}">${inner}</form>`;
  const button = (label: string): string => `<button>${escape(label)}</button>`;
  const boxes = (name: string, all: readonly string[]): string =>
    all.map((one) => `<label><input type="checkbox" name="${name}" value="${one}" checked> ${one}</label>`).join(' ');

  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(host)}: administration</title>
<main>
<h1>${escape(host)}</h1>
<p>A simulated ServiceDesk Plus. You are the customer’s administrator here; nothing of it leaves this machine.</p>
${notice === null ? '' : `<p role="status"><strong>${escape(notice)}</strong></p>`}
<section><h2>Admin → API</h2>
<p>The API is ${apiEnabled ? 'on' : 'off'}.</p>
${form('api', `<input type="hidden" name="enabled" value="${apiEnabled ? 'no' : 'yes'}">${button(apiEnabled ? 'Turn the API off' : 'Turn the API on')}`)}
<p>${keys.size} keys exist. A key is shown once.</p>
${form('clients', `The cloud’s way, at Zoho’s API console: ${button('Register a self client')}`)}
${form('keys', `${boxes('permission', deskPermissions)} ${button('Generate a key')}`)}
</section>
<section><h2>Admin → Automation → Webhooks</h2>
${list(
  hooks,
  (
    hook,
  ) => `${escape(hook.name)} <code>${escape(hook.url)}</code> ${hook.triggers.join(', ')}: ${hook.active ? 'Active' : 'Disabled'}, id <code>${hook.id}</code>
${form('hooks/switch', `<input type="hidden" name="hook" value="${hook.id}">${button(hook.active ? 'Disable' : 'Enable')}`)}
${form('hooks/test', `<input type="hidden" name="hook" value="${hook.id}">${button('Test webhook')}`)}`,
)}
<h3>Add webhook</h3>
${form(
  'hooks',
  `<p><label>Name <input name="name" value="AI Agents Enhancement Bot" required></label></p>
<p><label>URL <input name="url" type="url" size="80" required></label></p>
<p><label>Shared secret <input name="secret" size="70" required autocomplete="off"></label></p>
<p><label>Signature header <input name="header" value="X-SDP-Signature" required></label> (HMAC-SHA256)</p>
<p>Trigger: ${boxes('trigger', deskTriggers)}</p>
<p>POST, application/json, three retries, 30 seconds.</p>
${button('Save')}`,
)}
</section>
<section><h2>New ticket</h2>
${form(
  'tickets',
  `<p><label>Subject <input name="subject" size="60" value="Test ticket for AI Agents integration" required></label></p>
<p><label>Description <textarea name="description" rows="3" cols="60">This is a test ticket</textarea></label></p>
${button('Save')}`,
)}
</section>
<section><h2>Tickets</h2>
${list(
  tickets.filter(({ trashed }) => !trashed),
  (ticket) =>
    `<code>${ticket.id}</code> ${escape(ticket.subject)} (${escape(ticket.status)})${
      ticket.notes.length === 0 ? '' : `<h3>Work Notes</h3>${list(ticket.notes, ({ text }) => escape(text))}`
    }`,
)}
</section>
<section><h2>Deliveries</h2>
${list([...deliveries].reverse().slice(0, 20), ({ at, event, ticketId, attempt, status }) => `${at} ${event} ${escape(ticketId)}, attempt ${attempt}: ${status === 0 ? 'no answer' : status}`)}
</section>
</main></html>`;
}

const list = <T>(all: readonly T[], item: (one: T) => string): string =>
  all.length === 0 ? '<p>None.</p>' : `<ul>${all.map((one) => `<li>${item(one)}</li>`).join('')}</ul>`;

const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
