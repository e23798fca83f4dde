import { deriveBrand, houseTheme, isHex, tokens } from '@/lib/branding';
import { direction, withoutIsolates } from '@/lib/i18n';
import { html, type Html } from './html';
import type { MailLook, MailText } from './mail';

/**
 * A mail as HTML: one table, inline styles, no image, nothing fetched from anywhere. The partner's colour passes the
 * same guard rail as on pages, so the button is readable in both schemes whatever colour was chosen.
 */
export function mailHtml(mail: MailText, look: MailLook, locale: string): string {
  const { light, dark } = deriveBrand(isHex(look.brand) ? look.brand : houseTheme.brand);
  const dir = direction(locale);
  const font =
    dir === 'rtl'
      ? "Vazirmatn, 'Noto Naskh Arabic', 'Segoe UI', Tahoma, Arial, sans-serif"
      : "'Instrument Sans', 'Segoe UI', Helvetica, Arial, sans-serif";
  const ground = tokens.light;
  const style = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){.canvas{background:${tokens.dark.canvas}!important}.card{background:${tokens.dark.surface}!important;border-color:${tokens.dark.line}!important}.ink{color:${tokens.dark.ink}!important}.muted{color:${tokens.dark.muted}!important}.mark,.action{background:${dark.primary}!important;color:${dark.onPrimary}!important}.code{background:${dark.tint}!important;color:${dark.onTint}!important}.link{color:${dark.primary}!important}}
@media (max-width:480px){.card{padding:24px 20px!important}.canvas{padding:12px!important}}`;
  const body = html`<!doctype html>
    <html lang="${locale}" dir="${dir}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <meta name="x-apple-disable-message-reformatting" />
        <title>${withoutIsolates(mail.subject)}</title>
        <style>
          ${{ html: style }}
        </style>
      </head>
      <body class="canvas" style="margin:0;padding:0;background:${ground.canvas}">
        <div style="display:none;max-height:0;overflow:hidden">${mail.preview}</div>
        <table
          role="presentation"
          dir="${dir}"
          width="100%"
          cellpadding="0"
          cellspacing="0"
          class="canvas"
          style="background:${ground.canvas};padding:32px 16px;font-family:${font}"
        >
          <tr>
            <td align="center">
              <table
                role="presentation"
                dir="${dir}"
                width="560"
                cellpadding="0"
                cellspacing="0"
                style="width:100%;max-width:560px"
              >
                <tr>
                  <td style="padding:0 4px 16px">
                    <table role="presentation" dir="${dir}" cellpadding="0" cellspacing="0">
                      <tr>
                        <td
                          class="mark"
                          width="36"
                          height="36"
                          align="center"
                          style="background:${light.primary};color:${light.onPrimary};border-radius:8px;font-weight:700;font-size:15px"
                        >
                          ${look.mark}
                        </td>
                        <td
                          class="ink"
                          style="color:${ground.ink};font-weight:600;font-size:16px;padding-inline-start:12px;padding-inline-end:12px"
                        >
                          ${look.name}
                        </td>
                      </tr>
                    </table>
                  </td>
                </tr>
                <tr>
                  <td
                    class="card"
                    style="background:${ground.surface};border:1px solid ${ground.line};border-radius:12px;padding:36px 40px"
                  >
                    <h1
                      class="ink"
                      style="margin:0 0 16px;font-size:24px;line-height:1.3;font-weight:600;color:${ground.ink}"
                    >
                      ${mail.heading}
                    </h1>
                    ${mail.paragraphs.map(
                      (text) =>
                        html`<p class="ink" style="margin:0 0 16px;font-size:16px;line-height:1.6;color:${ground.ink}">
                          ${text}
                        </p> `,
                    )}${listOf(mail.list, ground.ink)}${actionOf(mail.action, light.primary, light.onPrimary)}${codeOf(mail.code, ground, light)}${addressOf(mail.action, mail.actionNote, ground.muted, light.primary)}
                  </td>
                </tr>
                <tr>
                  <td class="muted" style="padding:20px 4px 0;font-size:13px;line-height:1.6;color:${ground.muted}">
                    ${mail.footer.map((text) => html`<p class="muted" style="margin:0 0 8px;color:${ground.muted}">${text}</p>`)}
                  </td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>`;
  return body.html;
}

const nothing: Html = { html: '' };

function actionOf(action: MailText['action'], ground: string, ink: string): Html {
  if (!action) return nothing;
  return html`<table role="presentation" cellpadding="0" cellspacing="0" style="margin:8px 0 24px">
    <tr>
      <td class="action" style="background:${ground};border-radius:8px">
        <a
          class="action"
          href="${action.url}"
          style="display:inline-block;padding:14px 28px;font-size:16px;font-weight:600;line-height:1.25;color:${ink};background:${ground};border-radius:8px;text-decoration:none"
          >${action.label}</a
        >
      </td>
    </tr>
  </table> `;
}

function codeOf(code: MailText['code'], ground: { ink: string }, brand: { tint: string; onTint: string }): Html {
  if (!code) return nothing;
  return html`<p class="ink" style="margin:0 0 8px;font-size:16px;line-height:1.6;color:${ground.ink}">${code.label}</p>
    <p
      dir="ltr"
      class="code"
      style="margin:0 0 24px;padding:14px 20px;border-radius:8px;background:${brand.tint};color:${brand.onTint};font-family:'JetBrains Mono',Consolas,Menlo,monospace;font-size:28px;letter-spacing:6px;text-align:center"
    >
      ${code.value}
    </p> `;
}

function listOf(list: MailText['list'], ink: string): Html {
  if (!list || list.items.length === 0) return nothing;
  return html`<p class="ink" style="margin:0 0 8px;font-size:16px;line-height:1.6;font-weight:600;color:${ink}">
      ${list.label}
    </p>
    <ul style="margin:0 0 20px;padding-inline-start:24px">
      ${list.items.map((item) => html`<li class="ink" style="margin:0 0 4px;font-size:16px;line-height:1.6;color:${ink}">${item}</li>`)}
    </ul> `;
}

/** The address in full, for inboxes that break buttons. */
function addressOf(action: MailText['action'], note: string | undefined, ink: string, link: string): Html {
  if (!action || note === undefined) return nothing;
  return html`<p class="muted" style="margin:0;font-size:13px;line-height:1.6;color:${ink}">
    ${note}<br /><a class="link" dir="ltr" href="${action.url}" style="color:${link};word-break:break-all"
      >${action.url}</a
    >
  </p> `;
}
