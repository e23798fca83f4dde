import { expect, type Locator, type Page } from '@playwright/test';
import { debuggerOf, type Control } from './reading';
import { seen } from './words';

/** How a person operates what they have read: three ways to do the same five things. */
export type Hands = Readonly<{
  type: (control: Control, text: string) => Promise<void>;
  /** Takes an option of a list, by its text. */
  select: (control: Control, option: string) => Promise<void>;
  /** Chooses a radio button or ticks a box. */
  pick: (control: Control) => Promise<void>;
  press: (control: Control) => Promise<void>;
  follow: (control: Control) => Promise<void>;
}>;

/** Somebody who sees the page and points at it: finds everything by its visible words. */
export function pointing(page: Page): Hands {
  const place = (control: Control): Locator | Page => {
    if (control.group === null) return page;
    const [radios, group] = [
      page.getByRole('radiogroup', { name: exactly(control.group) }),
      page.getByRole('group', { name: exactly(control.group) }),
    ];
    return radios.or(group);
  };
  const click = (role: 'button' | 'link') => (control: Control) =>
    page
      .getByRole(role, { name: exactly(control.name) })
      .first()
      .click();
  return {
    type: (control, text) => place(control).getByLabel(exactly(control.name)).fill(text),
    select: async (control, option) => {
      await place(control).getByLabel(exactly(control.name)).selectOption({ label: option });
    },
    pick: async (control) => {
      const input = place(control).getByRole(control.role as 'radio', { name: exactly(control.name) });
      if (!control.checked) await place(control).getByText(control.name, { exact: true }).first().click();
      await expect(input).toBeChecked();
    },
    press: click('button'),
    follow: click('link'),
  };
}

/** A program such as a voice control or a screen reader: acts on the node of the accessibility tree, nothing else. */
export function treeOnly(page: Page): Hands {
  const on = async (control: Control, action: string, ...values: string[]): Promise<void> => {
    const client = await debuggerOf(page);
    const { object } = await client.send('DOM.resolveNode', { backendNodeId: control.node });
    const { exceptionDetails } = await client.send('Runtime.callFunctionOn', {
      objectId: object.objectId,
      functionDeclaration: action,
      arguments: values.map((value) => ({ value })),
    });
    if (exceptionDetails) throw new Error(`${control.name}: ${exceptionDetails.exception?.description ?? ''}`);
  };
  const click = (control: Control): Promise<void> => on(control, 'function () { this.focus(); this.click(); }');
  const insert = async (text: string): Promise<void> => {
    await (await debuggerOf(page)).send('Input.insertText', { text });
  };
  return {
    type: async (control, text) => {
      await on(control, 'function () { this.focus(); }');
      await page.keyboard.press('ControlOrMeta+a');
      await insert(text);
    },
    select: async (control, option) => {
      await on(control, chooseOption, option);
    },
    pick: async (control) => {
      if (!control.checked) await click(control);
    },
    press: click,
    follow: click,
  };
}

/** The whole of a name, however its parts are spaced: the browser and the test read white space differently. */
const exactly = (name: string): RegExp =>
  new RegExp(
    `^\\s*${[...name.replace(/\s+/g, '')].map((each) => each.replace(/[^\p{L}\p{N}]/u, '\\$&')).join('\\s*')}\\s*$`,
  );

const stopsMax = 150;
const optionsMax = 700;
const arrowsMax = 120;

/** What assistive technology does with an entry of a list: takes it by its words and lets the page know. */
const chooseOption = `function (wanted) {
  const words = (text) => text.replace(/[\u2066-\u2069\u200e\u200f]/g, '').replace(/\s+/g, ' ').trim();
  const option = [...this.options].find((each) => words(each.text) === words(wanted));
  if (!option) throw new Error('There is no entry ' + wanted);
  this.focus();
  this.value = option.value;
  this.dispatchEvent(new Event('input', { bubbles: true }));
  this.dispatchEvent(new Event('change', { bubbles: true }));
}`;

/**
 * Somebody without a mouse: Tab, Enter, Space, arrows and letters. At every stop the focus must be visible and not
 * covered, and Tab must come round within a sensible number of stops.
 */
export function keyboard(page: Page): Hands {
  const focused = async (): Promise<number | null> => {
    const client = await debuggerOf(page);
    const { result } = await client.send('Runtime.evaluate', { expression: 'document.activeElement' });
    if (!result.objectId) return null;
    const { node } = await client.send('DOM.describeNode', { objectId: result.objectId });
    return node.backendNodeId;
  };
  const reach = async (control: Control): Promise<void> => {
    for (let stop = 0; stop < stopsMax; stop += 1) {
      if ((await focused()) === control.node) return;
      await page.keyboard.press('Tab');
      await seeFocus(page);
    }
    throw new Error(`Tab does not reach the ${control.role} “${control.name}”`);
  };
  /** Within a group of radio buttons Tab stops once; arrows do the rest. */
  const reachRadio = async (control: Control): Promise<void> => {
    const inGroup = `(() => {
      const at = document.activeElement;
      if (at?.type !== 'radio') return false;
      for (let group = at.closest('fieldset'); group; group = group.parentElement?.closest('fieldset') ?? null) {
        if ((group.querySelector('legend')?.textContent ?? '').includes(${JSON.stringify(control.group)})) return true;
      }
      return false;
    })()`;
    for (let stop = 0; stop < stopsMax && !(await page.evaluate(inGroup)); stop += 1) {
      await page.keyboard.press('Tab');
      await seeFocus(page);
    }
    for (let arrow = 0; arrow < arrowsMax; arrow += 1) {
      if ((await focused()) === control.node) return page.keyboard.press('Space');
      await page.keyboard.press('ArrowDown');
    }
    throw new Error(`Arrows do not reach “${control.name}”`);
  };
  const chosen = async (): Promise<string> =>
    seen(
      await page.evaluate(() => {
        const list = document.activeElement;
        return list instanceof HTMLSelectElement ? (list.selectedOptions[0]?.text ?? '') : '';
      }),
    );
  const enter = async (control: Control): Promise<void> => {
    await reach(control);
    await page.keyboard.press('Enter');
  };
  return {
    type: async (control, text) => {
      await reach(control);
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.insertText(text);
    },
    select: async (control, option) => {
      await reach(control);
      // Letters that no key of this keyboard has cannot be typed to find an entry: arrows find every one.
      await page.keyboard.press('Home');
      for (let step = 0; step < optionsMax; step += 1) {
        if ((await chosen()) === seen(option)) return;
        await page.keyboard.press('ArrowDown');
      }
      throw new Error(`Arrows do not reach “${option}” in “${control.name}”`);
    },
    pick: async (control) => {
      if (control.role === 'radio') return reachRadio(control);
      await reach(control);
      if (!control.checked) await page.keyboard.press('Space');
    },
    press: enter,
    follow: enter,
  };
}

/** Fails when the element with the focus shows nothing of it, or when something lies over it. */
async function seeFocus(page: Page): Promise<void> {
  const complaint = await page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body || element === document.documentElement) return null;
    const shown = (candidate: Element | null): boolean => {
      if (!candidate) return false;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(candidate);
      return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
    };
    const box = element.getBoundingClientRect();
    const words = `${element.tagName.toLowerCase()} “${(element.textContent || element.getAttribute('name') || '').trim().slice(0, 60)}”`;
    if (!shown(element) && !shown(element.closest('label')) && !shown(element.parentElement))
      return `${words} shows no focus`;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return null;
    const top = document.elementFromPoint(x, y);
    const own = element.closest('label') ?? element;
    return top && !own.contains(top) && !top.contains(element) ? `${words} is covered by ${top.tagName}` : null;
  });
  expect(complaint, 'the focus must be seen').toBeNull();
}
